"""From rows to what the rule of outcomes needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Row

from portal.models.registrations.registrations import Registration
from portal.rules.attendance.outcomes import Attendance, HalfDay, attendance, certified

if TYPE_CHECKING:
    from portal.models.planning.sessions import TrainingSession

# A registration, or a row of its columns: `confirmed_at`, `replaces_id` and `left_at` are read.
Seat: TypeAlias = Registration | Row[*tuple[Any, ...]]


def attendance_of(row: Registration, training: "TrainingSession") -> Attendance:
    """How long the person of this registration was at the session."""
    return attendance_in(row, _half_days(training), _marks(row))


def attendance_in(row: Seat, meetings: Sequence[HalfDay], marks: Mapping[int, bool]) -> Attendance:
    """How long the person of a registration, or of its columns, was at these meetings, by what was marked of each."""
    return attendance(meetings, marks, _since(row, meetings), row.left_at)


def unmarked_among(rows: Iterable[Registration], training: "TrainingSession") -> list[Registration]:
    """Those of the session's registrations whose presence is not marked at every meeting where it is due."""
    return [row for row in rows if not attendance_of(row, training).marked]


def certified_to(row: Registration, training: "TrainingSession") -> list[HalfDay]:
    """The meetings that the certificate of this registration names."""
    meetings = _half_days(training)
    return certified(meetings, _marks(row), _since(row, meetings), row.left_at)


def _half_days(training: "TrainingSession") -> list[HalfDay]:
    return [HalfDay(meeting.id, meeting.starts_at, meeting.ends_at) for meeting in training.meetings]


def _marks(row: Registration) -> dict[int, bool]:
    return {presence.meeting_id: presence.present for presence in row.presences}


def _since(row: Seat, meetings: Sequence[HalfDay]) -> datetime | None:
    """Since when the seat is hers; who takes over a colleague's comes to the meetings not begun."""
    if row.replaces_id is None or row.confirmed_at is None:
        return row.confirmed_at
    begun = [meeting.ends_at for meeting in meetings if meeting.starts_at <= row.confirmed_at]
    return max([row.confirmed_at, *begun])
