"""The dates and places of a session in a form: one to four meetings."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    FormField,
    HiddenField,
    SelectField,
    URLField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import URL, Length, NumberRange, Optional

from portal import clock
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Venue
from portal.rules.planning.planning import MeetingPlan
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import MeetingEndsFirst, MeetingInPast, PauseTooLong
from portal.services.planning.session_rows import plans_of
from portal.web.base.forms.base import FormPart, name_field, plausible_year, required, trimmed
from portal.web.base.forms.date_fields import DayField, HourField
from portal.web.base.forms.number_fields import WholeNumberField
from portal.web.base.forms.rows import RowForm, Rows
from portal.web.base.request.numbers import row_number, whole

MOST_MEETINGS = 4
LINK_LENGTH = 500
REPEATED = ("starts", "ends", "venue", "online_link", "pause")
LONGEST_PAUSE = 600


def _venues(row: RowForm, _field: Field) -> Sequence[SelectChoice]:
    offered: Sequence[SelectChoice] = row.whole.venue_choices
    return offered


def pause_field(text: object = _l("Pause, en minutes")) -> WholeNumberField:
    """The minutes of break of a meeting; empty is none."""
    return WholeNumberField(
        text,
        [
            Optional(),
            NumberRange(0, LONGEST_PAUSE, message=_l("Une pause se compte en minutes, de %(min)s à %(max)s.")),
        ],
        description=_l("Décomptée des heures suivies, sur l’attestation et dans les relevés."),
        default=0,
    )


class MeetingForm(RowForm):
    """One dated half-day, on a Brussels clock."""

    id = HiddenField()
    day = DayField(_l("Date"), [required(_l("Choisissez la date.")), plausible_year])
    starts = HourField(_l("Début"), [required(_l("Écrivez l’heure de début."))])
    ends = HourField(_l("Fin"), [required(_l("Écrivez l’heure de fin."))])
    venue = SelectField(_l("Lieu"), choices=_venues)  # type: ignore[arg-type] # newer than the stubs
    online_link = URLField(
        _l("Lien, si la rencontre est en ligne"),
        filters=[trimmed],
        validators=[
            Optional(),
            Length(max=LINK_LENGTH, message=_l("Ce lien est trop long.")),
            URL(require_tld=False, message=_l("Un lien commence par https://")),
        ],
    )
    title = name_field(_l("Titre de la rencontre"), description=_l("Facultatif."))
    pause = pause_field()

    @property
    def plan(self) -> MeetingPlan:
        """What was typed, in UTC."""
        day = self.day.data or date.min
        starts, ends = self.starts.data or time.min, self.ends.data or time.min
        return MeetingPlan(
            starts_at=clock.utc(datetime.combine(day, starts)),
            ends_at=clock.utc(datetime.combine(day, ends)),
            venue_id=row_number(self.venue.data),
            online_link=self.online_link.data or "",
            title=self.title.data or "",
            id=row_number(self.id.data),
            pause=self.pause.data or 0,
        )


class MeetingsPart(FormPart):
    """The dates and places of a session: one to four meetings, added and removed by buttons."""

    meetings = Rows(FormField(MeetingForm), label=_l("Rencontre"), min_entries=1, max_entries=MOST_MEETINGS)
    venue_choices: Sequence[SelectChoice]

    def field_of(self, refusal: Refusal) -> Field | None:
        """A day that is over, an end before the beginning and a long pause are told where they were typed."""
        if not isinstance(refusal, MeetingInPast | MeetingEndsFirst | PauseTooLong):
            return super().field_of(refusal)
        meeting = self.meetings.entries[whole(refusal.details["place"])].form
        if isinstance(refusal, PauseTooLong):
            return cast(Field, meeting.pause)
        return cast(Field, meeting.day if isinstance(refusal, MeetingInPast) else meeting.ends)

    def offer_venues(self, venues: Sequence[Venue]) -> None:
        """Say which venues there are, for every meeting of the form: those drawn now and those added later."""
        none = SelectChoice("", _l("À préciser, ou en ligne"))
        named = (SelectChoice(str(row.id), f"{row.name}, {row.municipality.name}") for row in venues)
        self.venue_choices = [none, *named]

    def add_meeting(self) -> None:
        """Draw one more meeting, at the hours and the place of the last: only its day is left to choose."""
        last = self.meetings.entries[-1].form
        self.meetings.add(**{name: last[name].data for name in REPEATED})

    @property
    def plans(self) -> tuple[MeetingPlan, ...]:
        """The meetings typed, in the order of the page."""
        return tuple(entry.form.plan for entry in self.meetings.entries)


def meetings_of(training: TrainingSession) -> list[dict[str, object]]:
    """The meetings of a session as the form shows them."""
    return [
        {
            "id": plan.id,
            "day": clock.local(plan.starts_at).date(),
            "starts": clock.local(plan.starts_at).time(),
            "ends": clock.local(plan.ends_at).time(),
            "venue": str(plan.venue_id or ""),
            "online_link": plan.online_link,
            "title": plan.title,
            "pause": plan.pause,
        }
        for plan in plans_of(training)
    ]
