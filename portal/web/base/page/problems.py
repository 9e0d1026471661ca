"""What is wrong in a form, flat: one entry a field in error, however deep it is nested."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wtforms import Field, FieldList, Form, FormField
from wtforms.form import BaseForm


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the summary: the id of the field to reach (none for the whole form), its name, a sentence."""

    target: str | None
    label: str
    sentence: str

    @property
    def asks(self) -> bool:
        """Whether the field is named by a question, after which no colon stands."""
        return self.label.endswith("?")


def problems_of(form: BaseForm) -> list[Problem]:
    """The problems of a form in the order of its fields, those of the form as a whole first.

    The entries of a FieldList are named after its label and their place: "Personne 2".
    """
    whole = [Problem(None, "", str(error)) for error in form.form_errors]
    return whole + list(_of_fields(form, prefix=""))


def _of_fields(fields: Iterable[Field], prefix: str) -> Iterator[Problem]:
    for field in fields:
        yield from _of_field(field, prefix, str(field.label.text))


def _of_field(field: Field, prefix: str, label: str) -> Iterator[Problem]:
    if isinstance(field, FormField):
        yield from _of_form_field(field, label)
    elif isinstance(field, FieldList):
        yield from _of_list(field, label)
    elif field.errors:
        yield Problem(_control_of(field), f"{prefix}, {label}" if prefix else label, str(field.errors[0]))


def _of_form_field(field: "FormField[Form]", label: str) -> Iterator[Problem]:
    yield from (Problem(None, label, str(error)) for error in field.form.form_errors)
    yield from _of_fields(field.form, prefix=label)


def _of_list(field: "FieldList[Field]", label: str) -> Iterator[Problem]:
    # The list of errors mixes the entries' own (lists, dicts) with the sentences about the list as a whole.
    yield from (Problem(None, label, error) for error in field.errors if isinstance(error, str))
    for place, entry in enumerate(field.entries, start=1):
        yield from _of_field(entry, "", f"{label} {place}")


def _control_of(field: Field) -> str:
    """The id of the first control: a group of buttons or boxes gives its own id to its fieldset."""
    grouped = hasattr(field.widget, "html_tag")
    return f"{field.id}-0" if grouped else str(field.id)
