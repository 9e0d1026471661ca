"""The end of arrangements and answers: erased by jobs, each at its own time after the session."""

from sqlalchemy import Delete, delete, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.planning.seating import end_of
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.answers import Answer, Arrangement, Question
from portal.models.registrations.registrations import Registration
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.registrations.arrangements import answers_erased_at, erased_at
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does
from portal.services.base.journal import Entry, record


def plan_erasure(session: Session, training: TrainingSession) -> None:
    """Plan, or move, the erasure of what the participants told, inside the caller's `writing()`."""
    end = end_of(training)
    jobs.plan(session, JobKind.ERASE_ARRANGEMENTS, training.id, erased_at(end))
    days = session.scalars(select(Question.erase_after_days).where(Question.session_id == training.id)).all()
    if days:
        jobs.plan(session, JobKind.ERASE_ANSWERS, training.id, answers_erased_at(end, min(days)))
    else:
        jobs.forget(session, JobKind.ERASE_ANSWERS, training.id)


@does(JobKind.ERASE_ARRANGEMENTS)
def erase_arrangements(session_id: int) -> None:
    """Erase the arrangements of a session that ended 7 days ago; one that was moved later keeps them until then."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        if clock.now() < erased_at(end_of(training)):
            return
        own = select(Registration.id).where(Registration.session_id == session_id)
        _erase(
            session,
            session_id,
            delete(Arrangement).where(Arrangement.registration_id.in_(own)),
            Verb.ERASED_ARRANGEMENTS,
        )


@does(JobKind.ERASE_ANSWERS)
def erase_answers(session_id: int) -> None:
    """Erase the answers whose time has come, and plan the next time if others live longer."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        end, now = end_of(training), clock.now()
        questions = session.scalars(select(Question).where(Question.session_id == session_id)).all()
        ends = {question.id: answers_erased_at(end, question.erase_after_days) for question in questions}
        over = [number for number, moment in ends.items() if moment <= now]
        _erase(session, session_id, delete(Answer).where(Answer.question_id.in_(over)), Verb.ERASED_ANSWERS)
        if later := [moment for moment in ends.values() if moment > now]:
            jobs.plan(session, JobKind.ERASE_ANSWERS, session_id, min(later))


def _erase(session: Session, session_id: int, statement: Delete, verb: Verb) -> None:
    erased = session.connection().execute(statement).rowcount
    if erased:
        record(session, None, Entry(verb, ObjectKind.SESSION, session_id, session_id, inputs={"count": erased}))
