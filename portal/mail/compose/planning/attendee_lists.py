"""The list of who comes, to the trainers when registration closes. Written inside the caller's `writing()`."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import about
from portal.mail.entries import situations
from portal.mail.entries.situations import Row, Situation, by_name
from portal.mail.stories.stories import spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.words import header_name, unlinkable
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.rules.base.states import RegistrationState


def at_closing(session: Session, training_session_id: int) -> None:
    """Tell each trainer who comes, with the way to the list; once for each moment of closing."""
    situation = situations.read(session, training_session_id, [], everyone=True)
    situations.read_accounts(session, situation, [], None)
    waiting = (TrainerQuestion.session_id == training_session_id, TrainerQuestion.released_at.is_(None))
    questions = session.scalar(select(func.count()).select_from(TrainerQuestion).where(*waiting)) or 0
    told = [to_trainer(situation, number, questions) for number in range(len(situation.trainers))]
    outbox.put_all(session, told)


def to_trainer(situation: Situation, number: int, questions: int) -> Envelope:
    """The list as one of the session's trainers reads it, and how many `questions` wait to be released."""
    account = situation.trainers[number]
    rows = [row for row in situation.rows.values() if _comes(row)]
    names = [f"{row.name}, {row.partner_name}" for row in by_name(rows)]
    return Envelope(
        key=f"attendee-list:{situation.training.id}:{account.id}:{situation.deadlines.closes_at.isoformat()}",
        once=True,
        kind="attendee_list",
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={
            **about(situation),
            "given_name": unlinkable(account.called),
            "names": names,
            "questions": questions,
            "questions_url": page(f"/seances/{situation.training.public_id}/questions"),
            "list_url": page(f"/seances/{situation.training.public_id}/participants"),
        },
        session_id=situation.training.id,
        expires_at=situation.start,
        cause=Cause(session=situation.training.id),
    )


def _comes(row: Row) -> bool:
    return row.registration.state is RegistrationState.CONFIRMED and row.registration.left_at is None
