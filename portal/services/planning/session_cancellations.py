"""Cancelling a published session (T15): before its start, or afterwards where it did not take place."""

from datetime import datetime

from sqlalchemy import exists, select

from portal.models.planning.seating import end_of
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.windows import Moment, closing_window
from portal.rules.base.states import LIVE, CancelReason, PresenceMark, SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.planning import check_published, undo_until
from portal.rules.refusals.attendance import ClosingOver
from portal.rules.refusals.base import NothingChanged, ReasonMissing
from portal.rules.refusals.planning import CancellationPlanned, SessionTookPlace
from portal.rules.refusals.registrations import SessionStarted
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from portal.services.base.journal import Entry
from portal.services.registrations import interests
from portal.services.registrations.acts import Act, acting, live_registrations


def cancel(session_id: int, reason: str, actor_id: int, message: str = "") -> datetime | None:
    """Cancel a session in ten minutes, at once when it starts soon or is over (T15).

    One that is over is cancelled where it did not take place: nobody was marked present, and it can still be closed.
    `message` is a word to all concerned, beside the reason. Returns until when it can be undone, None when it
    was cancelled at once.

    Raises ReasonMissing, SessionStarted (it is under way), SessionTookPlace, ClosingOver, CancellationPlanned,
    SessionNotPublished, SessionCancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    with acting(session_id, actor_id) as act:
        check_published(act.training.status)
        _check_not_held(act)
        if act.training.cancel_reason:
            raise CancellationPlanned
        act.training.cancel_reason, act.training.cancel_message = reason.strip(), message.strip()
        act.journal(Entry(Verb.ASKED_CANCELLATION, ObjectKind.SESSION, session_id, session_id, reason=reason.strip()))
        due_at = undo_until([act.start], act.now)
        if due_at is None:
            call_off(act)
        else:
            jobs.plan(act.session, JobKind.CANCEL, session_id, due_at)
        return due_at


def _check_not_held(act: Act) -> None:
    if act.now < act.start:
        return
    end = end_of(act.training)
    if act.now < end:
        raise SessionStarted
    window = closing_window(end, staff=True)
    if window.at(act.now) is Moment.OVER:
        raise ClosingOver(window.late_until)
    if somebody_came(act):
        raise SessionTookPlace


def somebody_came(act: Act) -> bool:
    """Whether anybody was marked present at the session."""
    here = (Registration.session_id == act.training.id) & (Presence.mark == PresenceMark.PRESENT)
    return bool(act.session.scalar(select(exists(select(Presence.id).join(Registration).where(here)))))


def carry_out(act: Act) -> None:
    """Do, inside an act, what staff asked ten minutes before, unless they took it back meanwhile.

    It is done however late the portal comes to it, for staff believe that it was; but where people came all the same,
    the session took place, and the journal says so.
    """
    training = act.training
    if training.status is not SessionStatus.PUBLISHED or not training.cancel_reason:
        return
    if somebody_came(act):
        training.cancel_reason = training.cancel_message = ""
        act.journal(Entry(Verb.LAPSED_CANCELLATION, ObjectKind.SESSION, training.id, training.id))
    else:
        call_off(act)


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
        JobKind.REMIND_CLOSING,
        JobKind.QUOTA_RELEASE,
        JobKind.CANCEL,
        JobKind.HOLDS,
    ):
        jobs.forget(act.session, kind, training.id)
    entry = Entry(Verb.CANCELLED_SESSION, ObjectKind.SESSION, training.id, training.id, reason=reason)
    act.journal(entry)
