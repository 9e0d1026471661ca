"""Until when presence is marked, a session closed and an outcome corrected: in time, then late with a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal import clock
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import LateReasonMissing

TRAINER_DAYS = 5
STAFF_DAYS = 30
LATE_DAYS = 365


class Moment(StrEnum):
    """What a window allows at a moment; LATE asks for a reason."""

    NOT_YET = "not_yet"
    OPEN = "open"
    LATE = "late"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Window:
    """Calendar days in Brussels, all included: in time from `first` to `last`, then late to `late_until`."""

    first: date
    last: date
    late_until: date

    def at(self, now: datetime) -> Moment:
        """What holds at `now`."""
        if now < _midnight(self.first):
            return Moment.NOT_YET
        if now < _midnight(self.last + timedelta(days=1)):
            return Moment.OPEN
        return Moment.LATE if now < _midnight(self.late_until + timedelta(days=1)) else Moment.OVER

    def reason_to_keep(self, now: datetime, reason: str, over: Callable[[date], Refusal]) -> str:
        """The reason of an act that comes late, "" for one in time.

        Raises LateReasonMissing for a late act without one, and what `over` makes of the last day afterwards.
        """
        match self.at(now):
            case Moment.OVER:
                raise over(self.late_until)
            case Moment.LATE if not reason.strip():
                raise LateReasonMissing(last=self.last)
            case Moment.LATE:
                return reason.strip()
        return ""


def marking_window(meeting_starts_at: datetime, last_ends_at: datetime, *, staff: bool) -> Window:
    """Presence at a meeting: from its day until 5 days after the session's last meeting, 30 for staff, late for a year.

    Source: docs/registration.md, T18.
    """
    last = _day(last_ends_at) + timedelta(days=STAFF_DAYS if staff else TRAINER_DAYS)
    return Window(_day(meeting_starts_at), last, _late_until(last_ends_at) if staff else last)


def closing_window(last_ends_at: datetime, *, staff: bool) -> Window:
    """Closing the session: for 30 days after its last meeting; staff late for a year. Source: T18."""
    last = _day(last_ends_at) + timedelta(days=STAFF_DAYS)
    return Window(_day(last_ends_at), last, _late_until(last_ends_at) if staff else last)


def correction_window(last_ends_at: datetime, closed_at: datetime | None, *, staff: bool) -> Window:
    """Correcting an outcome: trainers for 5 days after the last meeting; staff for 30 days after the closing at least.

    Staff correct late for a year after the last meeting. `closed_at` is None where nobody knows. Source: T19.
    """
    ended = _day(last_ends_at)
    if not staff:
        last = ended + timedelta(days=TRAINER_DAYS)
        return Window(ended, last, last)
    last = max(ended, _day(closed_at or last_ends_at)) + timedelta(days=STAFF_DAYS)
    return Window(ended, last, max(last, _late_until(last_ends_at)))


def never_closed_before(now: datetime) -> datetime:
    """A session that ended before this moment can no longer be closed by anybody."""
    return _midnight(_day(now) - timedelta(days=LATE_DAYS))


def _late_until(last_ends_at: datetime) -> date:
    return _day(last_ends_at) + timedelta(days=LATE_DAYS)


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def _midnight(day: date) -> datetime:
    return clock.utc(datetime.combine(day, time()))
