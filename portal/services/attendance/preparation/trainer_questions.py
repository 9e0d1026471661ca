"""Questions to the trainers before a session: asked by people of its line, released by a moderator without a name.

The journal says what moderators do, never that somebody asked, nor any of the words.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.planning.seating import start_of
from portal.models.planning.sessions import TrainingSession
from portal.rules.attendance.trainer_questions import MOST_WAITING, asking, refusal_of
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.attendance import TooManyTrainerQuestions, TrainerQuestionGone, TrainerQuestionReleased
from portal.services.base.journal import Entry, record
from portal.services.registrations import answers


def ask(registration_id: int, text: str) -> None:
    """Keep a question of this registration until a moderator has read it; the same words sent twice are one question.

    Raises NotFound, SessionCancelled, NotLive, TrainerQuestionsClosed, TooManyTrainerQuestions.
    """
    with writing() as session:
        row = answers.locked(session, registration_id)
        refusal = refusal_of(asking(row.state, row.session.status, start_of(row.session), clock.now()), row.state)
        if refusal is not None:
            raise refusal
        own = session.scalars(select(TrainerQuestion).where(TrainerQuestion.registration_id == row.id)).all()
        if any(one.text == text for one in own):
            return
        if sum(one.released_at is None for one in own) >= MOST_WAITING:
            raise TooManyTrainerQuestions(most=MOST_WAITING)
        session.add(TrainerQuestion(session_id=row.session_id, registration_id=row.id, text=text))


def take_back(registration_id: int, question_id: int) -> None:
    """Erase a question, released or not, at the wish of its author. Raises TrainerQuestionGone where it is not hers."""
    with writing() as session:
        mine = (TrainerQuestion.id == question_id, TrainerQuestion.registration_id == registration_id)
        if session.scalars(delete(TrainerQuestion).where(*mine).returning(TrainerQuestion.id)).one_or_none() is None:
            raise TrainerQuestionGone


def release(session_id: int, question_id: int, text: str, actor_id: int) -> None:
    """Show a question, in these words, to everybody registered; what it said before is not kept.

    Raises TrainerQuestionGone; TrainerQuestionReleased where somebody released it in other words.
    """
    with writing() as session:
        row = _locked(session, session_id, question_id)
        if row.released_at is not None and row.text == text:
            return
        if row.released_at is not None:
            raise TrainerQuestionReleased
        row.text, row.released_at = text, clock.now()
        record(session, actor_id, Entry(Verb.RELEASED_QUESTION, ObjectKind.SESSION, session_id, session_id))


def hide(session_id: int, question_id: int, actor_id: int) -> None:
    """Let a released question wait again. Raises TrainerQuestionGone."""
    with writing() as session:
        row = _locked(session, session_id, question_id)
        if row.released_at is not None:
            row.released_at = None
            record(session, actor_id, Entry(Verb.HID_QUESTION, ObjectKind.SESSION, session_id, session_id))


def dismiss(session_id: int, question_id: int, actor_id: int) -> None:
    """Erase a question that waits. Raises TrainerQuestionGone, TrainerQuestionReleased."""
    with writing() as session:
        row = _locked(session, session_id, question_id)
        if row.released_at is not None:
            raise TrainerQuestionReleased
        session.delete(row)
        record(session, actor_id, Entry(Verb.DISMISSED_QUESTION, ObjectKind.SESSION, session_id, session_id))


def _locked(session: Session, session_id: int, question_id: int) -> TrainerQuestion:
    """A question of this session, read behind its lock: its author, or another moderator, may act on it meanwhile."""
    lock_row(session, TrainingSession, session_id)
    here = (TrainerQuestion.id == question_id, TrainerQuestion.session_id == session_id)
    row = session.scalars(select(TrainerQuestion).where(*here).with_for_update()).one_or_none()
    if row is None:
        raise TrainerQuestionGone
    return row
