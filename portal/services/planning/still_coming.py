"""Asking all who wait whether they still come, and keeping what they answer. Nobody loses a rank by silence."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.planning import still_coming as compose
from portal.models.base.journal import Event
from portal.models.planning.seating import moved_since, start_of
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.planning import check_published
from portal.rules.refusals.base import StaleVersion
from portal.rules.refusals.planning import AskedAlready, CancellationPlanned, NobodyWaits
from portal.rules.refusals.registrations import NotLive, SessionStarted
from portal.services.base import jobs
from portal.services.base.journal import Entry, record
from portal.services.registrations.registrations import session_of

PATIENCE = timedelta(days=1)


def ask(session_id: int, actor_id: int) -> int:
    """Ask everybody who waits in the line, once a day at most; returns how many.

    Raises NobodyWaits, AskedAlready, CancellationPlanned, SessionNotPublished, SessionCancelled, SessionStarted.
    """
    jobs.do_due(session_id)
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        now = clock.now()
        _check(session, training, now)
        waiting = select(Registration.id).where(
            Registration.session_id == session_id,
            Registration.state == RegistrationState.WAITLISTED,
            Registration.person_id.is_not(None),
        )
        ids = list(session.scalars(waiting.order_by(Registration.joined_at, Registration.id)))
        if not ids:
            raise NobodyWaits
        compose.ask(session, session_id, ids)
        record(
            session,
            actor_id,
            Entry(Verb.ASKED_STILL_COMING, ObjectKind.SESSION, session_id, session_id, inputs={"waiting": len(ids)}),
        )
        return len(ids)


def _check(session: Session, training: TrainingSession, now: datetime) -> None:
    check_published(training.status)
    if training.cancel_reason:
        raise CancellationPlanned
    if now >= start_of(training):
        raise SessionStarted
    recent = select(Event.id).where(
        Event.session_id == training.id, Event.verb == Verb.ASKED_STILL_COMING, Event.at > now - PATIENCE
    )
    if session.scalar(recent.limit(1)) is not None:
        raise AskedAlready


def confirm(registration_id: int, actor_id: int | None) -> None:
    """Keep that this person still comes (`actor_id` None: by the personal link): if a seat frees, or after a move.

    Raises StaleVersion for who waits no longer (a seat was given meanwhile), NotLive where the registration ended.
    """
    session_id = session_of(registration_id)
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        row = session.get_one(Registration, registration_id)
        if row.state in (RegistrationState.CANCELLED, RegistrationState.COMPLETED):
            raise NotLive(state=row.state.value)
        if row.state is not RegistrationState.WAITLISTED and not moved_since(row, training):
            raise StaleVersion
        record(session, actor_id, Entry(Verb.STILL_COMING, ObjectKind.REGISTRATION, registration_id, session_id))
