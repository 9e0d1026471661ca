"""The form of the breaks of a session: one number a meeting."""

from collections.abc import Mapping, Sequence

from wtforms import Field

from portal.queries.base.meetings import MeetingView
from portal.rules.base.dates import half_days, timespan
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import PauseTooLong
from portal.web.base.forms.base import VersionedForm
from portal.web.base.request.numbers import whole
from portal.web.planning.forms.meetings import pause_field

PREFIX = "pause_"


class PausesForm(VersionedForm):
    """The minutes of pause of each meeting, whose fields `pauses_form` adds."""

    @property
    def pauses(self) -> Mapping[int, int]:
        """What was typed, by meeting; empty is no pause."""
        return {whole(name.removeprefix(PREFIX)): field.data or 0 for name, field in self._of_meetings.items()}

    def field_of(self, refusal: Refusal) -> Field | None:
        """A pause that is too long is told at its meeting."""
        if isinstance(refusal, PauseTooLong):
            return list(self._of_meetings.values())[whole(refusal.details["place"])]
        return super().field_of(refusal)

    @property
    def _of_meetings(self) -> dict[str, Field]:
        return {name: field for name, field in self._fields.items() if name.startswith(PREFIX)}


def pauses_form(meetings: Sequence[MeetingView], version: int) -> PausesForm:
    """The form for these meetings, each named by its half-day and hours."""
    named = zip(meetings, half_days([one.starts_at for one in meetings]), strict=True)
    fields = {f"{PREFIX}{one.id}": pause_field(f"{day}, {timespan(one.starts_at, one.ends_at)}") for one, day in named}
    known = {f"{PREFIX}{one.id}": one.pause_minutes for one in meetings}
    return type("PausesFormOfSession", (PausesForm,), fields)(data={"version": version, **known})
