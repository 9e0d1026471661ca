"""What a participant tells about their own registration: answers, arrangements with consent, what they ask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.planning.seating import deadlines_of
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.answers import Answer, Arrangement, Question
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import LIVE
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.registrations import AnswersClosed, ConsentMissing, NotLive
from portal.rules.registrations.arrangements import ArrangementKind, check_answer
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class Reply:
    """All that a participant told on the page: what is left out is taken back."""

    registration_id: int
    answers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    arrangements: frozenset[ArrangementKind] = frozenset()
    consent: bool = False


def reply(command: Reply) -> None:
    """Keep a participant's answers and arrangements instead of the earlier ones, until the line stops.

    The journal says that somebody answered, never what. Raises NotFound, NotLive, AnswersClosed, ConsentMissing,
    AnswerMissing.
    """
    if command.arrangements and not command.consent:
        raise ConsentMissing
    with writing() as session:
        now = clock.now()
        row = locked(session, command.registration_id)
        _check_time(row, now)
        _put_answers(session, row, command.answers)
        _put_arrangements(session, row.id, command.arrangements, now)
        record(session, None, Entry(Verb.ANSWERED, ObjectKind.REGISTRATION, row.id, row.session_id))


def locked(session: Session, registration_id: int) -> Registration:
    """The registration, read after its session was locked: who gives the seat up meanwhile locks the same way.

    Raises NotFound.
    """
    own = select(Registration).where(Registration.id == registration_id)
    session_id = session.scalar(select(Registration.session_id).where(Registration.id == registration_id))
    lock_row(session, TrainingSession, session_id or 0)
    return session.scalars(own.execution_options(populate_existing=True)).one()


def _check_time(row: Registration, now: datetime) -> None:
    if row.state not in LIVE:
        raise NotLive(state=row.state.value)
    freeze_at = deadlines_of(row.session, now).freeze_at
    if now >= freeze_at:
        raise AnswersClosed(freeze_at=freeze_at)


def _put_answers(session: Session, row: Registration, answers: Mapping[int, tuple[str, ...]]) -> None:
    questions = session.scalars(select(Question).where(Question.session_id == row.session_id)).all()
    session.execute(delete(Answer).where(Answer.registration_id == row.id))
    for question in questions:
        given = tuple(one for one in answers.get(question.id, ()) if one.strip())
        check_answer(question.kind, question.label, question.options.splitlines(), given, question.required)
        if given:
            session.add(Answer(registration_id=row.id, question_id=question.id, value="\n".join(given)))


def _put_arrangements(
    session: Session, registration_id: int, wanted: Collection[ArrangementKind], now: datetime
) -> None:
    """An arrangement that is asked for again keeps the date of its consent."""
    known = session.scalars(select(Arrangement).where(Arrangement.registration_id == registration_id)).all()
    for row in known:
        if row.kind not in wanted:
            session.delete(row)
    for kind in set(wanted) - {row.kind for row in known}:
        session.add(Arrangement(registration_id=registration_id, kind=kind, consented_at=now))


def forget(session: Session, registration_ids: Collection[int]) -> None:
    """Erase what was told about registrations that ended, inside the caller's `writing()`: nobody needs it any more."""
    for model in (Answer, Arrangement):
        session.execute(delete(model).where(model.registration_id.in_(registration_ids)))


def disown_questions(session: Session, registration_ids: Collection[int]) -> None:
    """Erase the questions to the trainers that still wait, of people who gave up; those released are nobody's from then
    on. Inside the caller's `writing()`."""
    own = TrainerQuestion.registration_id.in_(registration_ids)
    session.execute(delete(TrainerQuestion).where(own, TrainerQuestion.released_at.is_(None)))
    session.execute(update(TrainerQuestion).where(own).values(registration_id=None))
