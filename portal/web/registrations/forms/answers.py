"""Forms of questions: staff's editor, and the page on which a participant answers."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Field, RadioField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.queries.registrations.answers import ParticipantReply, QuestionView
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import OptionsMissing
from portal.rules.registrations.arrangements import LONGEST_ANSWER, ArrangementKind, QuestionKind
from portal.services.planning.questions import NewQuestion
from portal.services.registrations.answers import Reply
from portal.web.base.forms.base import PortalForm, Ticks, long_text_field, name_field, refuse_field, required, trimmed
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.page.labels import choices

MOST_DAYS = 365
HOW_MISSING = _l("Choisissez la façon de répondre.")
CONSENT = _l("J’accepte que l’équipe et qui anime la séance voient ces besoins, pour les préparer.")


class QuestionForm(PortalForm):
    """One more question."""

    label = name_field(_l("Question"), _l("Écrivez la question."))
    kind = RadioField(_l("Façon de répondre"), [InputRequired(HOW_MISSING)])
    options = long_text_field(_l("Réponses proposées"), description=_l("Une par ligne. Rien pour un texte court."))
    required = BooleanField(_l("La réponse est obligatoire"))
    erase_after_days = WholeNumberField(
        _l("Effacer les réponses après"),
        [
            InputRequired(_l("Dites après combien de jours.")),
            NumberRange(0, MOST_DAYS, _l("Entre %(min)d et %(max)d jours.")),
        ],
        default=30,
        description=_l("En jours, comptés de la fin de la séance."),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [SelectChoice(value, word) for value, word in choices(QuestionKind)]

    def field_of(self, refusal: Refusal) -> Field | None:
        """A choice without two answers to choose from is told where they are written."""
        return self.options if isinstance(refusal, OptionsMissing) else super().field_of(refusal)

    def typed(self, session_id: int) -> NewQuestion:
        """What was typed, for the service."""
        return NewQuestion(
            session_id=session_id,
            label=self.label.data or "",
            kind=QuestionKind(self.kind.data),
            options=self.options.data or "",
            required=bool(self.required.data),
            erase_after_days=self.erase_after_days.data or 0,
        )


class ReplyForm(PortalForm):
    """A participant's answers; `reply_form` adds a field per question."""

    arrangements = Ticks(
        _l("De quoi avez-vous besoin pour participer ?"),
        description=_l("Facultatif, et effacé 7 jours après la séance."),
    )
    consent = BooleanField(CONSENT)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.arrangements.choices = [SelectChoice(value, word) for value, word in choices(ArrangementKind)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Arrangements are kept with consent only."""
        valid = bool(super().validate(extra_validators))
        if self.arrangements.data and not self.consent.data:
            told = _l("Cochez votre accord : sans lui, nous ne gardons aucun besoin d’aménagement.")
            valid = refuse_field(self.consent, told)
        return valid

    def asked(self, questions: Sequence[QuestionView]) -> list[Field]:
        """The fields of the questions, in their order."""
        return [self[_name(question)] for question in questions]

    def reply(self, registration_id: int, questions: Sequence[QuestionView]) -> Reply:
        """What was answered, for the service."""
        given = {question.id: _values(self[_name(question)].data) for question in questions}
        kinds = frozenset(ArrangementKind(value) for value in self.arrangements.data or ())
        return Reply(registration_id, given, kinds, bool(self.consent.data))


def reply_form(questions: Sequence[QuestionView], reply: ParticipantReply) -> ReplyForm:
    """The form for these questions, with what was told before."""
    fields = {_name(question): _field(question) for question in questions}
    made: type[ReplyForm] = type("AskedForm", (ReplyForm,), fields)
    values: dict[str, Any] = {
        _name(question): _shown(question, reply.answers.get(question.id, ())) for question in questions
    }
    values |= {"arrangements": sorted(reply.arrangements), "consent": bool(reply.arrangements)}
    return made(data=values)


def _name(question: QuestionView) -> str:
    return f"question_{question.id}"


def _values(data: Any) -> tuple[str, ...]:
    return tuple(data) if isinstance(data, list) else (data,) if data else ()


def _shown(question: QuestionView, given: tuple[str, ...]) -> Any:
    if question.kind is QuestionKind.SEVERAL:
        return list(given)
    return given[0] if given else None


def _field(question: QuestionView) -> Any:
    presence = required(_l("Répondez à cette question.")) if question.required else Optional()
    options = [SelectChoice(one, one) for one in question.options]
    days = question.erase_after_days
    erased = ngettext("Effacée %(num)s jour après la séance.", "Effacée %(num)s jours après la séance.", days)
    match question.kind:
        case QuestionKind.CHOICE:
            return RadioField(question.label, [presence], choices=options, description=erased)
        case QuestionKind.SEVERAL:
            return Ticks(question.label, [presence], choices=options, description=erased)
        case QuestionKind.SHORT_TEXT:
            too_long = Length(max=LONGEST_ANSWER, message=_l("C’est trop long : %(max)d caractères au plus."))
            return StringField(question.label, [presence, too_long], filters=[trimmed], description=erased)
