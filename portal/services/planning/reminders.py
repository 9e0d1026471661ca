"""Reminding the people who come: written on the day, dropped with a reason where it has become untrue meanwhile."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.database import db, lock_row, writing
from portal.mail.compose.planning import reminders as compose
from portal.mail.entries.undoing import undo_of
from portal.mail.wire.causes import people_of, reminder_of
from portal.mail.wire.outbox import drop
from portal.models.base.journal import Job
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import has_not_left
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.rules.planning.planning import UNDO_WINDOW
from portal.rules.planning.reminders import due_term, next_term
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does
from portal.services.base.leaving_mails import look_again
from portal.services.planning.session_rows import plan_reminder, terms_of


@does(JobKind.REMIND)
def remind(session_id: int) -> None:
    """Write the reminders of the term that is reached, and plan the next; ten minutes later while the session may
    still be called off."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id, joinedload(TrainingSession.meetings))
        now = clock.now()
        if training.status is not SessionStatus.PUBLISHED:
            return
        if training.cancel_reason:
            jobs.plan(session, JobKind.REMIND, session_id, now + UNDO_WINDOW)
            return
        term = due_term(terms_of(training), now)
        if term is not None:
            compose.at_term(session, session_id, term)
        plan_reminder(session, training, now)


def plan_missing() -> int:
    """Plan the reminders of sessions that were published before there were any; returns how many sessions.

    Called when a worker starts; a session whose dates or settings change plans its own.
    """
    now = clock.now()
    planned = select(Job.object_id).where(Job.kind == JobKind.REMIND)
    statement = select(TrainingSession).where(
        TrainingSession.status == SessionStatus.PUBLISHED,
        TrainingSession.meetings.any(Meeting.starts_at > now),
        TrainingSession.id.not_in(planned),
    )
    found = [row for row in db.session.scalars(statement) if next_term(terms_of(row), now) is not None]
    ids = [row.id for row in found]
    for session_id in ids:
        with writing() as session:
            plan_reminder(session, lock_row(session, TrainingSession, session_id), now)
    return len(ids)


def drop_untrue() -> int:
    """Look once more at the reminders about to leave: what has become untrue is dropped and says why, or says less.

    Returns how many were dropped or written anew.
    """
    return look_again(compose.KIND, _look_again)


def _look_again(session: Session, row: OutboxMessage) -> bool:
    training = session.get_one(TrainingSession, row.session_id)
    cancelling = training.cancel_reason and training.status is SessionStatus.PUBLISHED
    if cancelling or undo_of(session, training.id) is not None:
        row.not_before = clock.now() + UNDO_WINDOW
        return True
    kept = _still_coming(session, row)
    if why := _untrue(training, row, kept):
        drop(row, why)
        return True
    if kept != people_of(row) and has_not_left(row):
        compose.say_anew(session, row, kept, compose.term_of(row))
        return True
    return False


def _untrue(training: TrainingSession, row: OutboxMessage, kept: Sequence[int]) -> str:
    if training.status is SessionStatus.CANCELLED:
        return "the session is cancelled"
    stands = compose.term_of(row).starts_at in [meeting.starts_at for meeting in training.meetings]
    if not stands or (training.moved_at is not None and training.moved_at > row.created_at):
        return "the session moved"
    return "" if kept else "the seat was given up"


def _still_coming(session: Session, row: OutboxMessage) -> list[int]:
    """Whose seat stands, among those it speaks of, and who is still reached by this mailbox."""
    statement = (
        select(Registration.id, Person.email)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Registration.id.in_(people_of(row)),
            Registration.state == RegistrationState.CONFIRMED,
            Registration.left_at.is_(None),
        )
        .order_by(Registration.id)
    )
    box = "" if reminder_of(row).hand_on else row.to_address
    return [number for number, email in session.execute(statement) if (email or "") == box]
