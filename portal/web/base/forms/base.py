"""The form every page's form grows from: trimmed text, sane lengths, sentences that say what to do."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, Form, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.rules.base.mailboxes import bare_address
from portal.rules.base.text import fold, tidy
from portal.rules.refusals import Refusal
from portal.web.base.forms.date_fields import DayField, MomentField
from portal.web.base.forms.wording import HouseWords
from portal.web.base.request.numbers import shown_version

NAME_LENGTH = 200
ADDRESS_LENGTH = 254
TEXT_LENGTH = 20_000
YEARS = range(1900, 2101)


class HouseSettings:
    """What every form here asks of the library. A form inside another takes nothing of this from the outer one."""

    def get_translations(self, _form: object) -> HouseWords:
        """Where the library looks up what it says."""
        return HouseWords()


class HouseForm(Form):
    """A form without a token of its own, because it is a part of another or is never sent."""

    class Meta(HouseSettings, Form.Meta):
        """The library's settings of a form."""


class FormPart:
    """What a form of ours can do besides holding fields; parts that several forms are mixed from grow from it too."""

    def field_of(self, _refusal: Refusal) -> Field | None:
        """The field at which a refusal is told; None for the form as a whole."""
        return None


class PortalForm(FormPart, FlaskForm):
    """A form with CSRF protection; errors are told by the page, in our own words."""

    class Meta(HouseSettings, FlaskForm.Meta):
        """The library's settings of a form."""


class VersionedForm(PortalForm):
    """A form that knows which version of a row its page was drawn with."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version; -1, which is always stale, for what is no number."""
        return shown_version(self.version.data)

    def show_version(self, version: int) -> None:
        """Draw the form anew for the row as it is now, what was typed kept."""
        self.version.data = str(version)


def trimmed(value: Any) -> Any:
    """Text without control characters and needless spaces; anything else as it is.

    Spaces of French typography stay: a page that is saved as it was shown has changed nothing.
    """
    return tidy(value) if isinstance(value, str) else value


def pasted_address(value: Any) -> Any:
    """The mail address alone, where a mail program pasted a name, brackets, "mailto:" or a semicolon with it."""
    return bare_address(value) if isinstance(value, str) else value


def stripped(value: Any) -> Any:
    """Long text without NUL, with its lines kept."""
    return value.replace("\x00", "").replace("\r\n", "\n").strip() if isinstance(value, str) else value


class Required(DataRequired):
    """A validator: something is there. What is there and cannot be read is told as that, not as missing."""

    def __call__(self, form: Any, field: Any) -> None:
        """Raise StopValidation, without a sentence of its own where the field has one."""
        typed = field.raw_data[0] if field.raw_data else ""
        if field.process_errors and isinstance(typed, str) and typed.strip():
            raise StopValidation
        super().__call__(form, field)


def required(message: Any) -> Required:
    """The field must be filled; `message` says with what."""
    return Required(message=message)


class OneNameAtLeast:
    """A validator of a family name: it or the given name is due, because somebody may have one name only.

    A name of signs that show nothing by themselves is none: nobody could be found under it.
    """

    def __init__(self, given_name: str, message: Any) -> None:
        self.given_name, self.message = given_name, message

    def __call__(self, form: Form, field: Field) -> None:
        """Raise StopValidation without any name; an empty field is no mistake otherwise."""
        if not fold(f"{field.data or ''}{form[self.given_name].data or ''}"):
            raise StopValidation(str(self.message))
        if not field.data:
            raise StopValidation


def name_field(text: Any, message: Any = None, *, unless: str = "", **options: Any) -> StringField:
    """One line of text, at most 200 characters, required where `message` says so.

    `unless` names the field of the given name: one of the two is enough.
    """
    presence = OneNameAtLeast(unless, message) if unless else required(message) if message else Optional()
    too_long = Length(max=NAME_LENGTH, message=_l("C’est trop long : %(max)d caractères au plus."))
    return StringField(text, filters=[trimmed], validators=[presence, too_long], **options)


def email_field(text: Any, message: Any = None, **options: Any) -> EmailField:
    """An address, required where `message` says so; taken as a mail program pastes it, kept bare."""
    presence = required(message) if message else Optional()
    incomplete = _l("Cette adresse semble incomplète. Il faut par exemple « prenom@example.org ».")
    # The mails leave without SMTPUTF8 (mail/wire/characters.py): a local part with accents is out of their reach.
    shape = Email(message=incomplete, allow_smtputf8=False)
    too_long = Length(max=ADDRESS_LENGTH, message=_l("Cette adresse est trop longue."))
    return EmailField(text, filters=[pasted_address], validators=[presence, too_long, shape], **options)


def long_text_field(text: Any, message: Any = None, **options: Any) -> TextAreaField:
    """Several lines of text, required where `message` says so."""
    presence = required(message) if message else Optional()
    too_long = Length(max=TEXT_LENGTH, message=_l("C’est trop long : %(max)d caractères au plus."))
    return TextAreaField(text, filters=[stripped], validators=[presence, too_long], **options)


class Ticks(SelectMultipleField):
    """Several choices, each with its own box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def plausible_year(_form: object, field: DayField | MomentField) -> None:
    """A validator: the date lies within living memory or ahead: some relations are older than this century."""
    if field.data and field.data.year not in YEARS:
        raise ValidationError(_l("Vérifiez l’année."))


def refuse_field(field: Field, message: Any) -> bool:
    """Add a sentence to a field's errors, for a rule between fields; always False, for `valid = refuse_field(…)`."""
    field.errors = [*field.errors, str(message)]
    return False
