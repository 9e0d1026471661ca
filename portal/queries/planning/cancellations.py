"""Reading what the cancellation of a session would say, and where else one may go."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import db
from portal.mail.samples import situated as samples
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.queries.base.sessions import SessionCard, cards
from portal.rules.base.states import SessionStatus
from portal.rules.registrations.standing import STILL_TAKES


@dataclass(frozen=True, slots=True)
class Sample:
    """The mail that a registered person would receive."""

    subject: str
    text: str


def sample(session_id: int, reason: str, message: str) -> Sample:
    """The mail of this cancellation, as its reader would see it; nothing is written."""
    return Sample(*samples.cancellation(db.session(), session_id, reason, message))


def other_sessions(card: SessionCard) -> list[SessionCard]:
    """The sessions of the same workshop for which one can still register, the next one first."""
    same = select(Workshop.id).where(Workshop.slug == card.workshop_slug)
    found = cards(
        TrainingSession.workshop_id.in_(same)
        & (TrainingSession.status == SessionStatus.PUBLISHED)
        & (TrainingSession.cancel_reason == "")
        & (TrainingSession.id != card.id)
    )
    return [other for other in found if other.standing in STILL_TAKES]
