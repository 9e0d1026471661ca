"""The code in the room of the demo’s session of today, two presences that wait for the trainer, and how others came."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import NotedBy, Outcome

DECLARED = 2
WAYS = (NotedBy.TELEPHONE, NotedBy.TRAINER, NotedBy.PAPER)


def noted_by(outcome: Outcome, number: int) -> NotedBy:
    """How somebody’s mark in a session of the past was noted: each way for some of those who came."""
    return WAYS[number % len(WAYS)] if outcome is Outcome.ATTENDED else NotedBy.TRAINER


def load(session: Session, training: TrainingSession) -> None:
    """Give each half-day its code; in the first, two of those not noted yet said by telephone that they are there."""
    session.flush()
    session.add_all([RoomCode(meeting_id=meeting.id) for meeting in training.meetings])
    morning = training.meetings[0]
    said_at = min(clock.now(), morning.starts_at)
    not_noted = (Registration.session_id == training.id, ~Registration.presences.any())
    for number in session.scalars(select(Registration.id).where(*not_noted).order_by(Registration.id).limit(DECLARED)):
        session.add(DeclaredPresence(meeting_id=morning.id, registration_id=number, declared_at=said_at))
