"""What a registration came to, from the presence that was marked (docs/registration.md, T18 and T19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.rules.base.states import Outcome, PresenceMark

ATTENDED_PERCENT = 80
Marks = Mapping[int, PresenceMark]  # by the number of the meeting


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A meeting of the session; `pause` counts the minutes of its breaks."""

    id: int
    starts_at: datetime
    ends_at: datetime
    pause: int = 0

    @property
    def minutes(self) -> int:
        """How long one works in it: from its start to its end, the breaks taken off."""
        return max(lasting(self.starts_at, self.ends_at) - self.pause, 0)


def lasting(starts_at: datetime, ends_at: datetime) -> int:
    """The minutes from a start to an end, breaks included."""
    return int((ends_at - starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Attendance:
    """How long somebody was there, out of the whole session.

    `marked`: nothing due was left unmarked. `excused`: every meeting that was due is marked excused.
    """

    minutes: int
    total: int
    marked: bool
    excused: bool = False


def attendance(meetings: Sequence[HalfDay], marks: Marks, since: datetime | None, until: datetime | None) -> Attendance:
    """Add up the meetings marked present, for a seat held `since` then and left at `until` (None: never).

    Presence is due at each meeting that the seat covers, and at one meeting at least.
    """
    due = [meeting.id for meeting in covered(meetings, since, until)]
    there = sum(meeting.minutes for meeting in attended(meetings, marks))
    marked = bool(marks) and all(number in marks for number in due)
    excused = bool(due) and all(marks.get(number) is PresenceMark.EXCUSED for number in due)
    return Attendance(there, sum(meeting.minutes for meeting in meetings), marked, excused)


def attended(meetings: Sequence[HalfDay], marks: Marks) -> list[HalfDay]:
    """The meetings marked present."""
    return [meeting for meeting in meetings if marks.get(meeting.id) is PresenceMark.PRESENT]


def covered(meetings: Sequence[HalfDay], since: datetime | None, until: datetime | None) -> list[HalfDay]:
    """The meetings that a seat covers: not those over before it was held, nor those begun after it was left."""
    return [
        meeting
        for meeting in meetings
        if (until is None or until > meeting.starts_at) and (since is None or since < meeting.ends_at)
    ]


def certified(
    meetings: Sequence[HalfDay], marks: Marks, since: datetime | None, until: datetime | None
) -> list[HalfDay]:
    """The meetings that a certificate names: those marked present.

    Where these are no full attendance, the outcome was corrected by hand: then all that the seat covers.
    """
    found = attendance(meetings, marks, since, until)
    whole = outcome_of(found) is Outcome.ATTENDED
    return attended(meetings, marks) if whole else covered(meetings, since, until)


def outcome_of(found: Attendance) -> Outcome:
    """ATTENDED from 80 % of the minutes on, PARTIAL for some; who was never there is EXCUSED when every meeting
    is marked so, else a NO_SHOW. Source: docs/registration.md, T18.
    """
    if not found.minutes:
        return Outcome.EXCUSED if found.excused else Outcome.NO_SHOW
    enough = found.minutes * 100 >= found.total * ATTENDED_PERCENT
    return Outcome.ATTENDED if enough else Outcome.PARTIAL
