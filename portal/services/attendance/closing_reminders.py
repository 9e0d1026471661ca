"""Reminding trainers and staff that a session which is over has not been closed: once a term, by a job."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.database import db, lock_row, writing
from portal.mail.compose.attendance import closings as compose
from portal.mail.wire.causes import cause_of
from portal.mail.wire.outbox import drop
from portal.models.base.journal import Job
from portal.models.planning.seating import end_of
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.attendance.closing_reminders import closing_terms, coming_term, reached_term
from portal.rules.attendance.windows import Moment, closing_window, never_closed_before
from portal.rules.base.states import SessionStatus
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does
from portal.services.base.leaving_mails import look_again


@does(JobKind.REMIND_CLOSING)
def remind(session_id: int) -> None:
    """Write the reminder of the last term reached and plan the next, unless the session was closed or cancelled."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id, joinedload(TrainingSession.meetings))
        now, end = clock.now(), end_of(training)
        if training.status is not SessionStatus.PUBLISHED:
            return
        term = reached_term(closing_terms(end), now)
        if term is not None and closing_window(end, staff=True).at(now) is not Moment.OVER:
            compose.at_term(session, session_id, term)
        # After the last term the job stays, done: it tells that the session had its reminders.
        if coming := coming_term(closing_terms(end), now):
            jobs.plan(session, JobKind.REMIND_CLOSING, session_id, coming.at)


def plan(session: Session, training: TrainingSession, now: datetime) -> None:
    """Plan the first term of the end as the meetings now stand; at once where a term is reached already.

    Planning anew harms nothing: what a term tells, it tells each reader once.
    """
    found = closing_terms(end_of(training))
    due_at = now if reached_term(found, now) else min(found).at
    jobs.plan(session, JobKind.REMIND_CLOSING, training.id, due_at)


def plan_missing() -> int:
    """Plan the reminders of sessions that were published before there were any; returns how many sessions.

    One that is over already, and can still be closed, is recalled at once, for the last term that it reached.
    Called when a worker starts; a session published or changed since plans its own.
    """
    now = clock.now()
    planned = select(Job.object_id).where(Job.kind == JobKind.REMIND_CLOSING)
    last_end = func.max(Meeting.ends_at)
    closable = select(Meeting.session_id).group_by(Meeting.session_id).having(last_end >= never_closed_before(now))
    statement = select(TrainingSession.id).where(
        TrainingSession.status == SessionStatus.PUBLISHED,
        TrainingSession.id.in_(closable),
        TrainingSession.id.not_in(planned),
    )
    ids = list(db.session.scalars(statement.order_by(TrainingSession.id)))
    for session_id in ids:
        with writing() as session:
            plan(session, lock_row(session, TrainingSession, session_id), now)
    return len(ids)


def drop_untrue() -> int:
    """Look once more at the reminders about to leave: those of a session closed or cancelled meanwhile, or that now
    ends later, are dropped with the reason. Returns how many.
    """
    return look_again(compose.KIND, _look_again)


def _look_again(session: Session, row: OutboxMessage) -> bool:
    training = session.get_one(TrainingSession, row.session_id)
    if training.status is not SessionStatus.PUBLISHED:
        drop(row, "the session was closed or cancelled meanwhile")
        return True
    closing = cause_of(row).closing
    if closing is None or end_of(training) != closing.ends_at:
        drop(row, "the session has another end")
        return True
    return False
