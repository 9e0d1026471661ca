"""From rows to what the rule of outcomes needs."""

from portal.models.registrations import Registration
from portal.models.sessions import TrainingSession
from portal.rules.outcomes import Attendance, HalfDay, attendance


def attendance_of(row: Registration, training: TrainingSession) -> Attendance:
    """How long the person of this registration was at the session."""
    meetings = [HalfDay(meeting.id, meeting.starts_at, meeting.ends_at) for meeting in training.meetings]
    presences = {presence.meeting_id: presence.present for presence in row.presences}
    return attendance(meetings, presences, row.confirmed_at, row.left_at)
