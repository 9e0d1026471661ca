"""Changing a published session: its settings, its seats, its cancellation (T15). Its dates: session_moves."""

from datetime import datetime

from portal.rules.base.states import LIVE, CancelReason, SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.planning import UNDO_WINDOW, check_published
from portal.rules.refusals.base import NothingChanged, ReasonMissing
from portal.rules.refusals.planning import CancellationPlanned
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from portal.services.base.journal import Entry
from portal.services.planning.session_rows import (
    Settings,
    check_version,
    plan_jobs,
    put_settings,
)
from portal.services.registrations import holds, interests
from portal.services.registrations.acts import Act, acting, live_registrations


def change_settings(session_id: int, version: int, settings: Settings, actor_id: int) -> None:
    """Change the settings of a published session; a seat that this frees is given out at once.

    A lower capacity or quota evicts nobody. Raises EditedMeanwhile, DeadlinesDisordered, NotFound,
    SessionNotPublished, SessionCancelled, SessionStarted (it is over).
    """
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        check_version(act.training, version)
        before = act.training.capacity
        put_settings(act.session, act.training, settings, act.start)
        holds.cap(act)
        _changed(act, Verb.CHANGED_SETTINGS, before=f"{before}", after=f"{settings.capacity}")


def set_capacity(session_id: int, capacity: int, allowance: int, actor_id: int) -> None:
    """Change how many seats a published session has; fewer evict nobody.

    Raises NothingChanged, SessionNotPublished, SessionCancelled, SessionStarted (it is over).
    """
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        before = (act.training.capacity, act.training.allowance)
        if before == (capacity, allowance):
            raise NothingChanged
        act.training.capacity, act.training.allowance = capacity, allowance
        _changed(act, Verb.CHANGED_CAPACITY, before=f"{before[0]}+{before[1]}", after=f"{capacity}+{allowance}")


def _changed(act: Act, verb: Verb, before: str = "", after: str = "", reason: str = "") -> None:
    act.training.version += 1
    plan_jobs(act.session, act.training, act.now)
    act.journal(Entry(verb, ObjectKind.SESSION, act.training.id, act.training.id, before, after, reason))


def cancel(session_id: int, reason: str, actor_id: int, message: str = "") -> datetime | None:
    """Cancel a session in ten minutes, at once when it starts before (T15).

    `message` is a word to all concerned, beside the reason. Returns until when it can be undone, None when it
    was cancelled at once.

    Raises ReasonMissing, SessionStarted, CancellationPlanned, SessionNotPublished, SessionCancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        act.check_not_started()
        if act.training.cancel_reason:
            raise CancellationPlanned
        act.training.cancel_reason, act.training.cancel_message = reason.strip(), message.strip()
        due_at = act.now + UNDO_WINDOW
        act.journal(Entry(Verb.ASKED_CANCELLATION, ObjectKind.SESSION, session_id, session_id, reason=reason.strip()))
        if due_at >= act.start:
            call_off(act)
            return None
        jobs.plan(act.session, JobKind.CANCEL, session_id, due_at)
        return due_at


def restore(session_id: int, actor_id: int) -> None:
    """Take a cancellation back before it was carried out: nobody was told of it.

    Raises SessionCancelled, NothingChanged.
    """
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        if not act.training.cancel_reason:
            raise NothingChanged
        jobs.forget(act.session, JobKind.CANCEL, session_id)
        act.training.cancel_reason = act.training.cancel_message = ""
        act.journal(Entry(Verb.RESTORED_SESSION, ObjectKind.SESSION, session_id, session_id))


def call_off(act: Act) -> None:
    """Carry a planned cancellation out, inside an act: every live registration ends, all are told why."""
    training = act.training
    reason, act.message = training.cancel_reason, training.cancel_message
    rows = [row for row in live_registrations(act.session, training.id) if row.state in LIVE]
    interests.keep_after_cancellation(act.session, training, rows)
    for row in rows:
        act.end(row, TransitionKind.SESSION_CANCELLED, CancelReason.SESSION_CANCELLED, reason)
    training.status = SessionStatus.CANCELLED
    training.cancelled_at = act.now
    training.version += 1
    for kind in (
        JobKind.START,
        JobKind.LIST,
        JobKind.REMIND,
        JobKind.QUOTA_RELEASE,
        JobKind.CANCEL,
        JobKind.HOLDS,
    ):
        jobs.forget(act.session, kind, training.id)
    entry = Entry(Verb.CANCELLED_SESSION, ObjectKind.SESSION, training.id, training.id, reason=reason)
    act.journal(entry)
