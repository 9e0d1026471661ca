"""What staff and a trainer said before: an announcement of the sessions to come, a word to who came to a past one."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.models.planning.announcements import Announcement, SessionMessage
from portal.models.planning.audiences import members
from portal.models.planning.sessions import SessionTrainer, TrainingSession
from portal.rules.base.states import SessionStatus
from portal.rules.planning.audiences import Audience

AGO = timedelta(days=12)
PARTNERS_TOLD = 18


def load(staff_id: int) -> None:
    """Rows alone: their mails left long ago, and nobody is written to about them."""
    with writing() as session:
        coming = select(TrainingSession).where(TrainingSession.status == SessionStatus.PUBLISHED)
        announcement = Announcement(
            author_id=staff_id,
            themes=[],
            communes=[],
            note="Les places se donnent dans l’ordre : inscrivez vos équipes dès maintenant.".replace(" :", "\u00a0:"),
            recipients=PARTNERS_TOLD,
            created_at=clock.now() - AGO,
            sessions=list(session.scalars(coming)),
        )
        session.add(announcement)
        for training in session.scalars(select(TrainingSession).where(TrainingSession.status == SessionStatus.DONE)):
            session.add(_thanks(session, training))


def _thanks(session: Session, training: TrainingSession) -> SessionMessage:
    trainer = select(SessionTrainer.account_id).where(SessionTrainer.session_id == training.id)
    return SessionMessage(
        session_id=training.id,
        author_id=session.scalars(trainer.order_by(SessionTrainer.position)).first(),
        audience=Audience.PRESENT,
        subject="Merci, et la suite",
        body="Merci d’être venus.\n\nLes fiches de la matinée sont dans la boîte à outils du portail.",
        recipients=len(members(session, training.id, Audience.PRESENT)),
        created_at=training.meetings[-1].ends_at + timedelta(hours=2),
    )
