"""The evaluation itself, typed in by who was there or from paper, and the questions that staff write."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length

from portal.queries.attendance.evaluations import Questions, WorkshopEvaluation
from portal.rules.attendance.evaluations import MOST_PICKS, MOST_WORDS, SCALES
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import EvaluationEmpty
from portal.services.attendance.evaluations.evaluation_questions import Wording
from portal.services.attendance.evaluations.evaluations import Sheet
from portal.web.base.forms.base import (
    NAME_LENGTH,
    PortalForm,
    Ticks,
    VersionedForm,
    long_text_field,
    name_field,
    refuse_field,
    stripped,
)
from portal.web.base.request.numbers import whole

HOUSEHOLDS = _l("Rien qui fasse reconnaître un ménage ou une personne\u00a0: ni nom, ni adresse, ni situation.")


def degrees() -> list[str]:
    """The four answers of a scale, from 1 to 4."""
    return [_("Pas du tout"), _("Plutôt non"), _("Plutôt oui"), _("Tout à fait")]


@dataclass(frozen=True, slots=True)
class Words:
    """The questions as they are read: those of the workshop, or the house's own."""

    scales: tuple[str, ...]
    useful: tuple[str, ...]
    missing: tuple[str, ...]


def words_of(questions: Questions) -> Words:
    """The questions with the house's own words where staff wrote none."""
    scales = (
        _("Cette formation m’est utile"),
        _("Le rythme m’a convenu"),
        _("J’ai pu poser mes questions"),
        _("Le lieu et l’accueil m’ont convenu"),
    )
    useful = (
        _("Les situations en groupes"),
        _("Les réponses de l’équipe"),
        _("Les échanges entre collègues"),
        _("Les documents"),
    )
    missing = (
        _("Du temps pour les questions"),
        _("Des exemples de mon terrain"),
        _("Des documents à emporter"),
        _("Une pause"),
    )
    return Words(questions.scales or scales, questions.useful or useful, questions.missing or missing)


class Scale(RadioField):
    """Four degrees, of which none need be chosen."""

    def pre_validate(self, form: object) -> None:
        """No degree is an answer too: it is left empty."""
        if self.data is not None:
            super().pre_validate(form)  # type: ignore[arg-type] # the stubs ask for their own form


def _one(text: str) -> Scale:
    choices = [SelectChoice(number, word) for number, word in enumerate(degrees(), start=1)]
    return Scale(text, choices=choices, coerce=whole, validators=[])


class EvaluationForm(PortalForm):
    """The form of one evaluation; its scales and lists are added by `evaluation_form`."""

    words = TextAreaField(
        _l("Un mot de plus\u202f?"),
        description=HOUSEHOLDS,
        filters=[stripped],
        validators=[Length(max=MOST_WORDS, message=_l("C’est trop long\u00a0: %(max)d caractères au plus."))],
    )

    def field_of(self, refusal: Refusal) -> Field | None:
        """That nothing is filled in is told at the first question."""
        return self.scales[0] if isinstance(refusal, EvaluationEmpty) else super().field_of(refusal)

    @property
    def scales(self) -> list[Field]:
        """The four scales."""
        return [self[f"scale_{number}"] for number in range(1, SCALES + 1)]

    @property
    def sheet(self) -> Sheet:
        """What was filled in."""
        return Sheet(
            tuple(scale.data for scale in self.scales),
            tuple(self["useful"].data or ()),
            tuple(self["missing"].data or ()),
            self.words.data or "",
        )


def evaluation_form(questions: Questions) -> EvaluationForm:
    """The form of an evaluation that asks these questions."""
    asked = words_of(questions)
    fields: dict[str, Field] = {
        f"scale_{number}": _one(text) for number, text in enumerate(asked.scales[:SCALES], start=1)
    }
    fields["useful"] = _picks(_("Ce qui vous a été utile"), asked.useful)
    fields["missing"] = _picks(_("Ce qui a manqué"), asked.missing)
    return type("EvaluationFormOfSession", (EvaluationForm,), fields)()


def _picks(text: str, options: Sequence[str]) -> Ticks:
    return Ticks(text, coerce=whole, choices=[SelectChoice(place, word) for place, word in enumerate(options)])


class QuestionsForm(VersionedForm):
    """What staff write: four scales, two lists of one line each, and whether a second form follows."""

    scale_1 = name_field(
        _l("Première échelle"), _l("Écrivez une phrase\u00a0: «\u202fCette formation m’est utile\u202f».")
    )
    scale_2 = name_field(_l("Deuxième échelle"), _l("Écrivez une phrase\u00a0: «\u202fLe rythme m’a convenu\u202f»."))
    scale_3 = name_field(
        _l("Troisième échelle"), _l("Écrivez une phrase\u00a0: «\u202fJ’ai pu poser mes questions\u202f».")
    )
    scale_4 = name_field(_l("Quatrième échelle"), _l("Écrivez une phrase\u00a0: «\u202fLe lieu m’a convenu\u202f»."))
    useful = long_text_field(
        _l("Ce qui a été utile"), _l("Écrivez au moins une ligne."), description=_l("Une case à cocher par ligne.")
    )
    missing = long_text_field(
        _l("Ce qui a manqué"), _l("Écrivez au moins une ligne."), description=_l("Une case à cocher par ligne.")
    )
    again = BooleanField(
        _l("Un second avis trois mois après"),
        description=_l("Le même formulaire repart alors, par un nouveau lien, à qui était là."),
    )

    def validate_useful(self, field: Field) -> None:
        """Few lines, and short ones."""
        _check_lines(field)

    def validate_missing(self, field: Field) -> None:
        """Few lines, and short ones."""
        _check_lines(field)

    @property
    def wording(self) -> Wording:
        """What was typed, for the service."""
        scales = tuple(self[f"scale_{number}"].data or "" for number in range(1, SCALES + 1))
        return Wording(scales, _lines(self.useful.data), _lines(self.missing.data), bool(self.again.data))


def _lines(typed: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for each in (typed or "").splitlines() if (line := " ".join(each.split()))))


def _check_lines(field: Field) -> None:
    lines = _lines(field.data)
    if len(lines) > MOST_PICKS:
        refuse_field(field, _("%(most)s lignes au plus.", most=MOST_PICKS))
    elif any(len(line) > NAME_LENGTH for line in lines):
        refuse_field(field, _("C’est trop long\u00a0: %(max)d caractères par ligne au plus.", max=NAME_LENGTH))


def values_of(workshop: WorkshopEvaluation) -> dict[str, object]:
    """The questions of a workshop as the form shows them."""
    asked = words_of(workshop.questions)
    values: dict[str, object] = {f"scale_{number}": text for number, text in enumerate(asked.scales, start=1)}
    lists = {"useful": "\n".join(asked.useful), "missing": "\n".join(asked.missing)}
    return {**values, **lists, "again": workshop.again, "version": workshop.version}
