"""What comes due on a session by itself: closing, start, release of the quota, cancellation, a refresh."""

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.planning import attendee_lists
from portal.models.planning.seating import deadlines_of, start_of
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.states import CancelReason, RegistrationState, SessionStatus
from portal.rules.planning.planning import UNDO_WINDOW
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does
from portal.services.planning.session_cancellations import carry_out
from portal.services.registrations.acts import acting, live_registrations

MISSED = (RegistrationState.WAITLISTED, RegistrationState.PENDING, RegistrationState.HELD)


@does(JobKind.START)
def start(session_id: int) -> None:
    """At the start, who has no seat of their own is told that there was none this time (T16)."""
    with acting(session_id, None, due_first=False) as act:
        if act.now < act.start:
            return
        for row in live_registrations(act.session, session_id):
            if row.state in MISSED:
                act.end(row, TransitionKind.MISSED, CancelReason.SESSION_STARTED)


@does(JobKind.CANCEL)
def cancel(session_id: int) -> None:
    """Ten minutes after staff asked, the session is cancelled (T15), unless they took it back meanwhile."""
    with acting(session_id, None, due_first=False) as act:
        carry_out(act)


@does(JobKind.QUOTA_RELEASE)
@does(JobKind.SETTLE)
def settle(session_id: int) -> None:
    """Give out the seats that a quota kept back, bring the calendar up to date: an act's own conclusion."""
    with acting(session_id, None, due_first=False):
        pass


@does(JobKind.LIST)
def send_list(session_id: int) -> None:
    """When registration closes, the trainers hear who comes; not once the session has begun, and ten minutes later
    while it may still be called off."""
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        now = clock.now()
        due = deadlines_of(training, now).closes_at <= now < start_of(training)
        if training.status is not SessionStatus.PUBLISHED or not due:
            return
        if training.cancel_reason:
            jobs.plan(session, JobKind.LIST, session_id, now + UNDO_WINDOW)
        else:
            attendee_lists.at_closing(session, session_id)
