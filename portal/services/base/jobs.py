"""Dated jobs: planned in the transaction of their cause, done once by the worker or by the next command of the session.

A job that is hours late does what it would have done in time: each handler decides as of now.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.database import db, writing
from portal.models.base.journal import Job

EVERYTHING = 0  # the object of a job that is about no session
RETRY_AFTER = timedelta(minutes=5)
logger = logging.getLogger(__name__)


class JobKind(StrEnum):
    """What may be due on a training session, on an account's change of address, or once for the whole portal."""

    CANCEL = "cancel"
    START = "start"
    QUOTA_RELEASE = "quota_release"
    SETTLE = "settle"
    TELL_WORDS = "tell_words"
    ADMIT = "admit"
    ERASE_ARRANGEMENTS = "erase_arrangements"
    ERASE_ANSWERS = "erase_answers"
    HOLDS = "holds"
    LIST = "list"
    RETENTION = "retention"
    MONDAY = "monday"
    DECLINES = "declines"
    ERASE_INBOUND = "erase_inbound"
    REMIND = "remind"
    REMIND_CLOSING = "remind_closing"
    CHANGE_ADDRESS = "change_address"
    SHOW_EVALUATION = "show_evaluation"
    EVALUATE_AGAIN = "evaluate_again"


DECIDING = frozenset(
    {
        JobKind.CANCEL,
        JobKind.START,
        JobKind.QUOTA_RELEASE,
        JobKind.SETTLE,
        JobKind.TELL_WORDS,
        JobKind.ADMIT,
        JobKind.HOLDS,
        JobKind.DECLINES,
    }
)
Handler = Callable[[int], None]
handlers: dict[JobKind, Handler] = {}


def does(kind: JobKind) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`, given the session's id. It must be safe to run twice."""

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        return handler

    return register


def plan(session: Session, kind: JobKind, session_id: int, due_at: datetime) -> None:
    """Plan the job, or move it to `due_at`, inside the caller's `writing()`.

    `planned` counts the plans: a job planned again while it is being done is done once more.
    """
    key = _key(kind, session_id)
    again = {"due_at": due_at, "done_at": None, "attempts": 0, "planned": Job.planned + 1}
    if session.connection().execute(update(Job).where(Job.key == key).values(again)).rowcount:
        return
    try:
        with session.begin_nested():
            session.add(Job(key=key, kind=kind.value, object_id=session_id, due_at=due_at))
    except IntegrityError:  # somebody planned it first, in this instant
        session.execute(update(Job).where(Job.key == key).values(again))


def plan_once(session: Session, kind: JobKind, due_at: datetime) -> None:
    """Plan a job of the whole portal, unless it is known already; inside the caller's `writing()`."""
    if session.scalar(select(Job.id).where(Job.key == _key(kind, EVERYTHING))) is None:
        plan(session, kind, EVERYTHING, due_at)


def is_due(session: Session, kind: JobKind, session_id: int) -> bool:
    """Whether the job waits to be done now."""
    return session.scalar(select(Job.id).where(Job.key == _key(kind, session_id), *_undone())) is not None


def forget(session: Session, kind: JobKind, session_id: int) -> bool:
    """Delete the job if it is not done yet; says whether there was one."""
    waiting = delete(Job).where(Job.key == _key(kind, session_id), Job.done_at.is_(None))
    return session.connection().execute(waiting).rowcount > 0


def _key(kind: JobKind, session_id: int) -> str:
    return f"{kind.value}:{session_id}"


def do_due(session_id: int) -> int:
    """Do what a command on the session must find done, oldest first, each in its own transaction; returns how many.

    What decides about nothing, such as an erasure or a mail, is left to the worker: its fault blocks no command.
    """
    return sum(_do(job) for job in _due((Job.object_id == session_id) & Job.kind.in_(DECIDING)))


def overdue(session_id: Any) -> ColumnElement[bool]:
    """Whether something that a command must find done is due on a session when it is asked, as a column beside it."""
    mine = (Job.object_id == session_id) & Job.kind.in_(DECIDING)
    return exists(select(Job.id).where(mine, *_undone()))


def run_due(most: int = 100) -> int:
    """Do up to `most` due jobs; returns how many were done. One that fails is noted and tried again later."""
    done = 0
    for job in _due(True)[:most]:
        try:
            done += _do(job)
        except Exception as error:
            logger.error("job %s failed: %s", job[0], type(error).__name__)  # its message may hold names
            db.session.rollback()
            _postpone(job[0], error)
    return done


def _undone() -> tuple[ColumnElement[bool], ...]:
    """Asked of the clock when the statement runs: some of these stand in statements that are kept."""
    return Job.done_at.is_(None), Job.due_at <= bindparam(None, callable_=_now, type_=Job.due_at.type)


def _now() -> datetime:
    return clock.now()


def _due(which: object) -> list[tuple[int, str, int, int]]:
    statement = (
        select(Job.id, Job.kind, Job.object_id, Job.planned)
        .where(which, *_undone())  # type: ignore[arg-type] # a column expression
        .order_by(Job.due_at, Job.id)
    )
    return [(row.id, row.kind, row.object_id, row.planned) for row in db.session.execute(statement)]


def _do(job: tuple[int, str, int, int]) -> int:
    """A job planned anew meanwhile is not marked done: it runs again."""
    job_id, kind, session_id, planned = job
    handlers[JobKind(kind)](session_id)
    with writing() as session:
        finished = update(Job).where(Job.id == job_id, Job.done_at.is_(None), Job.planned == planned)
        return session.connection().execute(finished.values(done_at=clock.now())).rowcount


def _postpone(job_id: int, error: Exception) -> None:
    with writing() as session:
        later = {"due_at": clock.now() + RETRY_AFTER, "attempts": Job.attempts + 1, "last_error": type(error).__name__}
        session.execute(update(Job).where(Job.id == job_id).values(later))
