"""From rows to what the rule of outcomes needs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from sqlalchemy import Row

from portal.models.registrations.registrations import Registration
from portal.rules.attendance.hours import Followed, Seat, followed
from portal.rules.attendance.outcomes import Attendance, HalfDay, Marks, attendance, certified, covered
from portal.rules.base.states import PresenceMark

if TYPE_CHECKING:
    from portal.models.planning.sessions import TrainingSession

# A registration, or a row of its columns: `confirmed_at`, `replaces_id` and `left_at` are read.
SeatRow: TypeAlias = Registration | Row[*tuple[Any, ...]]


class Timed(Protocol):
    """A meeting, or what a page shows of it."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        ...

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        ...

    @property
    def pause_minutes(self) -> int:
        """The breaks that staff declared, in minutes."""
        ...


def attendance_of(row: Registration, training: "TrainingSession") -> Attendance:
    """How long the person of this registration was at the session."""
    return attendance_in(row, half_days_of(training.meetings), _marks(row))


def attendance_in(row: SeatRow, meetings: Sequence[HalfDay], marks: Marks) -> Attendance:
    """How long the person of a registration, or of its columns, was at these meetings, by what was marked of each."""
    return attendance(meetings, marks, since(row, meetings), row.left_at)


def unmarked_among(rows: Iterable[Registration], training: "TrainingSession") -> list[Registration]:
    """Those of the session's registrations whose presence is not marked at every meeting where it is due."""
    return [row for row in rows if not attendance_of(row, training).marked]


def certified_to(row: Registration, training: "TrainingSession") -> list[HalfDay]:
    """The meetings that the certificate of this registration names."""
    meetings = half_days_of(training.meetings)
    return certified(meetings, _marks(row), since(row, meetings), row.left_at)


def followed_by(row: Registration, training: "TrainingSession") -> list[Followed]:
    """What counts of each meeting for the person of this registration, in the order of the session."""
    meetings = half_days_of(training.meetings)
    return followed(meetings, Seat(_marks(row), row.outcome, since(row, meetings), row.left_at))


def expected_at(row: SeatRow, meeting: Timed, meetings: Iterable[Timed]) -> bool:
    """Whether a seat covers one of the session's meetings: neither left before it, nor taken over in its course."""
    return bool(covered(half_days_of([meeting]), since(row, half_days_of(meetings)), row.left_at))


def half_days_of(meetings: Iterable[Timed]) -> list[HalfDay]:
    """The meetings of a session, rows or what a page shows of them, as the rules of attendance know them."""
    return [HalfDay(one.id, one.starts_at, one.ends_at, one.pause_minutes) for one in meetings]


def _marks(row: Registration) -> dict[int, PresenceMark]:
    return {presence.meeting_id: presence.mark for presence in row.presences}


def since(row: SeatRow, meetings: Sequence[HalfDay]) -> datetime | None:
    """Since when the seat is hers; who takes over a colleague's comes to the meetings not begun."""
    if row.replaces_id is None or row.confirmed_at is None:
        return row.confirmed_at
    begun = [meeting.ends_at for meeting in meetings if meeting.starts_at <= row.confirmed_at]
    return max([row.confirmed_at, *begun])
