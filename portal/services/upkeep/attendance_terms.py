"""What is past its term around the sessions: evaluations, questions to the trainers, the codes of their rooms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.models.attendance.evaluations import Evaluation, EvaluationAnswer, EvaluationTicket
from portal.models.attendance.room_codes import RoomCode
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.planning.sessions import Meeting
from portal.rules.upkeep.retention import RecordKind, over_before


def _before(record: RecordKind, now: datetime) -> date:
    """The first day, in Brussels, of which something is kept still."""
    return clock.local(over_before(record, now)).date()


def due_tickets(now: datetime) -> Select[Any]:
    """What opened an evaluation that nobody can answer any more."""
    over = select(Evaluation.id).where(Evaluation.last < _before(RecordKind.EVALUATION_TICKET, now))
    return select(EvaluationTicket.key).where(EvaluationTicket.evaluation_id.in_(over))


def due_evaluations(now: datetime) -> Select[Any]:
    """The evaluations whose answers have been kept long enough."""
    return select(Evaluation.id).where(Evaluation.opens_on < _before(RecordKind.EVALUATION, now))


def end_evaluations(session: Session, _now: datetime, keys: Sequence[Any]) -> int:
    """An evaluation leaves whole, with all that was answered."""
    for kind in (EvaluationTicket, EvaluationAnswer):
        session.execute(delete(kind).where(kind.evaluation_id.in_(keys)))
    session.execute(delete(Evaluation).where(Evaluation.id.in_(keys)))
    return len(keys)


def due_trainer_questions(now: datetime) -> Select[Any]:
    """What was asked before a session that is over, wherever it was moved to meanwhile."""
    last, moment = func.max(Meeting.ends_at), over_before(RecordKind.TRAINER_QUESTION, now)
    over = select(Meeting.session_id).group_by(Meeting.session_id).having(last < moment)
    return select(TrainerQuestion.id).where(TrainerQuestion.session_id.in_(over))


def due_room_codes(now: datetime) -> Select[Any]:
    """The secrets of half-days that are over: what was declared by their codes leaves with them."""
    over = select(Meeting.id).where(Meeting.ends_at < over_before(RecordKind.DECLARATION, now))
    return select(RoomCode.meeting_id).where(RoomCode.meeting_id.in_(over))
