"""When presence at a meeting may be marked, and by whom."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal import clock

TRAINER_DAYS = 5
STAFF_DAYS = 30


class Marking(StrEnum):
    """Whether presence can be marked at a moment."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class MarkingWindow:
    """The calendar days in Brussels on which presence may be marked, both included."""

    first: date
    last: date

    def at(self, now: datetime) -> Marking:
        """What holds at `now`."""
        if now < _midnight(self.first):
            return Marking.NOT_YET
        return Marking.OPEN if now < _midnight(self.last + timedelta(days=1)) else Marking.OVER


def marking_window(meeting_starts_at: datetime, last_ends_at: datetime, *, staff: bool) -> MarkingWindow:
    """From the day of the meeting until 5 days after the session's last meeting, 30 for staff.

    Source: docs/registration.md, T19.
    """
    days = STAFF_DAYS if staff else TRAINER_DAYS
    return MarkingWindow(_day(meeting_starts_at), _day(last_ends_at) + timedelta(days=days))


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def _midnight(day: date) -> datetime:
    return clock.utc(datetime.combine(day, time()))
