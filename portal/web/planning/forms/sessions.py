"""The forms of a session: a draft, the settings of a published one, a move, a cancellation."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    SelectField,
    StringField,
    URLField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import URL, Length, NumberRange, Optional, Regexp

from portal import clock
from portal.models.planning.sessions import TrainingSession
from portal.rules.planning.reminders import POSSIBLE_DAYS, REMINDER_DAYS
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import DeadlinesDisordered, MeetingInPast
from portal.rules.registrations.deadlines import DAYS_BEFORE_QUOTA_RELEASE, WORKING_DAYS_BEFORE_CLOSE
from portal.services.planning.session_rows import Settings
from portal.web.base.forms.base import (
    PortalForm,
    Ticks,
    VersionedForm,
    email_field,
    long_text_field,
    plausible_year,
    required,
    trimmed,
)
from portal.web.base.forms.date_fields import DayField, MomentField
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.request.numbers import whole
from portal.web.planning.forms.meetings import MeetingsPart, meetings_of
from portal.web.planning.forms.rewordings import TellingPart, telling_field

MOST_SEATS = 500
PHONE_LENGTH = 40
LINK_LENGTH = 500
MOMENTS = {
    "opens_at": _l("Ouverture des inscriptions"),
    "closes_at": _l("Clôture des inscriptions"),
    "cancel_deadline": _l("Dernier moment pour se désister sans retard"),
    "quota_release_at": _l("Fin de la limite par association"),
}
WORDS = ("note", "mail_word", "evaluation_link", "reminder_days", "contact_phone", "contact_email")
BEFORE_CLOSE = _l("Vide : %(num)s jours ouvrables avant le début.", num=WORKING_DAYS_BEFORE_CLOSE)
PLAIN = ("capacity", "allowance", "quota", "approval", *WORDS)


def _moment(text: Any, help_text: Any) -> MomentField:
    return MomentField(text, [Optional(), plausible_year], description=help_text)


def _seats(text: Any, least: int, *checks: Any, **options: Any) -> WholeNumberField:
    within = NumberRange(least, MOST_SEATS, message=_l("Un nombre de %(min)s à %(max)s."))
    return WholeNumberField(text, validators=[*checks, within], **options)


class WorkshopPart:
    """Which workshop a draft runs."""

    workshop = SelectField(_l("Formation"), [required(_l("Choisissez la formation."))])


class DatesPart(WorkshopPart, MeetingsPart):
    """Both. They are made before the settings: errors are listed in the order in which fields were made."""


class TrainersPart:
    """Who gives a session."""

    trainers = Ticks(
        _l("Qui anime"),
        coerce=whole,
        description=_l("L’équipe et les personnes qui animent déjà. D’autres s’invitent depuis les comptes."),
    )

    def offer_trainers(self, accounts: Sequence[tuple[int, str]]) -> None:
        """Fill in the accounts to choose from."""
        self.trainers.choices = [SelectChoice(account_id, name) for account_id, name in accounts]


class TrainersForm(TrainersPart, VersionedForm):
    """Who gives a published session from now on."""


class SettingsForm(TrainersPart, TellingPart, VersionedForm):
    """What may change at any time. Times are those of Brussels; an empty one is the default."""

    capacity = _seats(_l("Places"), 1, required(_l("Écrivez combien de places.")), default=25)
    allowance = _seats(
        _l("Places en surplus"),
        0,
        Optional(),
        default=0,
        description=_l("Pour compenser les absences. D’habitude 0."),
    )
    quota = _seats(_l("Places par association"), 1, Optional(), description=_l("Vide : pas de limite par association."))
    quota_release_at = _moment(
        MOMENTS["quota_release_at"], _l("Vide : %(num)s jours avant le début.", num=DAYS_BEFORE_QUOTA_RELEASE)
    )
    approval = BooleanField(_l("L’équipe confirme chaque inscription"))
    opens_at = _moment(MOMENTS["opens_at"], _l("Vide : dès la publication."))
    closes_at = _moment(MOMENTS["closes_at"], BEFORE_CLOSE)
    cancel_deadline = _moment(MOMENTS["cancel_deadline"], BEFORE_CLOSE)
    note = long_text_field(
        _l("À savoir avant de venir"), description=_l("Paraît sur la page de la séance et dans l’invitation.")
    )
    mail_word = long_text_field(
        _l("Mot aux participants"),
        description=_l("Facultatif. Paraît tel quel dans chaque mail de cette séance à qui vient ou attend une place."),
    )
    evaluation_link = URLField(
        _l("Lien vers l’évaluation"),
        filters=[trimmed],
        validators=[
            Optional(),
            URL(message=_l("Écrivez l’adresse entière, avec https://.")),
            Regexp(r"https://", message=_l("Écrivez l’adresse entière, avec https://.")),
            Length(max=LINK_LENGTH, message=_l("Cette adresse est trop longue.")),
        ],
        description=_l("Facultatif. Part après la séance, dans le mail à qui est venu, avec son attestation."),
    )
    reminder_days = Ticks(
        _l("Rappels par mail"),
        coerce=whole,
        choices=[SelectChoice(days, _l("%(num)s jours avant", num=days)) for days in POSSIBLE_DAYS if days > 1]
        + [SelectChoice(1, _l("La veille"))],
        default=list(REMINDER_DAYS),
        description=_l("À l’heure de la rencontre, aux personnes qui ont une place. Rien de coché : pas de rappel."),
    )
    contact_phone = StringField(
        _l("Téléphone pour les questions"),
        filters=[trimmed],
        validators=[Optional(), Length(max=PHONE_LENGTH, message=_l("Ce numéro est trop long."))],
    )
    contact_email = email_field(_l("Adresse e-mail pour les questions"))
    tell = telling_field(_l("Si vous changez « À savoir avant de venir » ou le téléphone."))

    def field_of(self, refusal: Refusal) -> Field | None:
        """A deadline out of order is told where it was written."""
        return self[refusal.details["field"]] if isinstance(refusal, DeadlinesDisordered) else super().field_of(refusal)

    @property
    def settings(self) -> Settings:
        """What was typed, in UTC."""
        moments = {name: clock.utc(self[name].data) if self[name].data else None for name in MOMENTS}
        return Settings(
            capacity=self.capacity.data or 1,
            allowance=self.allowance.data or 0,
            quota=self.quota.data,
            approval=bool(self.approval.data),
            note=self.note.data or "",
            mail_word=self.mail_word.data or "",
            evaluation_link=self.evaluation_link.data or "",
            reminder_days=tuple(self.reminder_days.data or ()),
            contact_phone=self.contact_phone.data or "",
            contact_email=self.contact_email.data or "",
            trainer_ids=tuple(self.trainers.data or ()),
            **moments,
        )


class DraftForm(DatesPart, SettingsForm):
    """Everything of a session that is not published yet."""

    def offer_workshops(self, workshops: Sequence[tuple[int, str]]) -> None:
        """Fill in the workshops to choose from."""
        first = SelectChoice("", _l("Choisissez"))
        self.workshop.choices = [first, *(SelectChoice(str(row_id), title) for row_id, title in workshops)]


class MoveForm(MeetingsPart, TellingPart, VersionedForm):
    """New dates and places of a published session, with a word to the people concerned."""

    message = long_text_field(
        _l("Un mot aux personnes concernées"), description=_l("Facultatif. Il paraît en haut du message.")
    )
    tell = telling_field(
        _l("Si vous changez le titre d’une rencontre qui garde sa date et son lieu. Un déplacement part toujours.")
    )


class CancelForm(PortalForm):
    """Why a session is cancelled."""

    reason = long_text_field(
        _l("Raison"),
        _l("Écrivez la raison en une phrase : elle part dans le message."),
        description=_l("Elle part dans le message à toutes les personnes concernées."),
    )
    message = long_text_field(_l("Un mot de plus"), description=_l("Facultatif. Il suit la raison dans le message."))


class CapacityForm(PortalForm):
    """How many seats."""

    capacity = _seats(_l("Places"), 1, required(_l("Écrivez combien de places.")))
    allowance = _seats(_l("Places en surplus"), 0, Optional(), default=0)


class DuplicateForm(PortalForm):
    """On which day the copy starts."""

    day = DayField(_l("Date de la première rencontre"), [required(_l("Choisissez la date.")), plausible_year])

    def field_of(self, refusal: Refusal) -> Field | None:
        """A day that is over is told where it was chosen."""
        return self.day if isinstance(refusal, MeetingInPast) else super().field_of(refusal)


def values_of(training: TrainingSession) -> dict[str, object]:
    """A session as the form shows it."""
    values: dict[str, object] = {name: getattr(training, name) for name in PLAIN}
    for name in MOMENTS:
        moment = getattr(training, name)
        values[name] = clock.local(moment).replace(tzinfo=None) if moment else None
    return values | {
        "version": training.version,
        "workshop": str(training.workshop_id),
        "meetings": meetings_of(training),
        "trainers": [row.account_id for row in training.trainers],
    }
