"""The hours that somebody followed, meeting by meeting, as a yearly statement and her employer read them.

Of each meeting the statement says present, absent or excused, and how many minutes count: never when somebody came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.rules.attendance.outcomes import HalfDay, Marks, certified, covered
from portal.rules.base.states import Outcome, PresenceMark


class HalfDayState(StrEnum):
    """What is noted of somebody at a meeting."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class Followed:
    """What is noted of one meeting, and the minutes of it that count, breaks taken off."""

    meeting: HalfDay
    state: HalfDayState
    minutes: int


@dataclass(frozen=True, slots=True)
class Seat:
    """What is known of a registration: its marks by meeting, what the closing noted, since and until when it held."""

    marks: Marks
    outcome: Outcome | None
    since: datetime | None
    until: datetime | None


def followed(meetings: Sequence[HalfDay], seat: Seat) -> list[Followed]:
    """What counts of each meeting that the seat covers.

    Who attended by the closing has the meetings of her certificate, so that two papers never disagree. Who was noted
    excused or absent of the whole has none. Otherwise the marks count.
    """
    named = {one.id for one in certified(meetings, seat.marks, seat.since, seat.until)}
    due = {one.id for one in covered(meetings, seat.since, seat.until)} | seat.marks.keys()
    return [_followed(one, seat, one.id in named) for one in meetings if one.id in due]


def _followed(meeting: HalfDay, seat: Seat, certified_here: bool) -> Followed:
    state = _state(seat.marks.get(meeting.id), seat.outcome, certified_here)
    return Followed(meeting, state, meeting.minutes if state is HalfDayState.PRESENT else 0)


def _state(mark: PresenceMark | None, outcome: Outcome | None, certified_here: bool) -> HalfDayState:
    match outcome:
        case Outcome.ATTENDED:
            return HalfDayState.PRESENT if certified_here else HalfDayState.ABSENT
        case Outcome.EXCUSED:
            return HalfDayState.EXCUSED
        case Outcome.NO_SHOW:
            return HalfDayState.ABSENT
    return HalfDayState(mark) if mark else HalfDayState.UNMARKED
