"""The reminder that a session which is over has not been closed. Written inside the caller's `writing()`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import clock
from portal.mail.compose.registrations.registrations import about
from portal.mail.entries import situations
from portal.mail.entries.situations import Situation
from portal.mail.stories.stories import spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause, UnclosedSince
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account
from portal.models.attendance.attendance import unmarked_among
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.closing_reminders import ClosingTerm
from portal.rules.attendance.windows import Moment, closing_window, marking_window
from portal.rules.base.dates import date_long
from portal.rules.base.states import RegistrationState

KIND = "session_to_close"


@dataclass(frozen=True, slots=True)
class ToClose:
    """A session to close at one term of its reminders; `unmarked` counts whose presence is not marked everywhere."""

    situation: Situation
    term: ClosingTerm
    unmarked: int


def at_term(session: Session, training_session_id: int, term: ClosingTerm) -> None:
    """Remind each trainer of the session and each of the staff, once for each end of the session and each term."""
    situation = situations.read(session, training_session_id, [], everyone=False)
    situations.read_accounts(session, situation, [], None)
    to_close = ToClose(
        situation, term, len(unmarked_among(_confirmed(session, training_session_id), situation.training))
    )
    staff = situations.staff_accounts(session)
    trainers = [account for account in situation.trainers if account not in staff]
    told = [envelope(to_close, account, as_staff=False) for account in trainers]
    outbox.put_all(session, [*told, *(envelope(to_close, account, as_staff=True) for account in staff)])


def _confirmed(session: Session, training_session_id: int) -> Sequence[Registration]:
    here = Registration.session_id == training_session_id
    statement = select(Registration).where(here, Registration.state == RegistrationState.CONFIRMED)
    return session.scalars(statement.options(selectinload(Registration.presences))).all()


def envelope(to_close: ToClose, account: Account, *, as_staff: bool) -> Envelope:
    """The reminder to one account, with what its reader may still do and until when."""
    situation, training = to_close.situation, to_close.situation.training
    last_start = max(meeting.starts_at for meeting in situation.meetings)
    marking = marking_window(last_start, situation.end, staff=as_staff)
    closing = closing_window(situation.end, staff=as_staff)
    marks = marking.at(situation.now) is Moment.OPEN
    until = closing_window(situation.end, staff=True).late_until
    return Envelope(
        key=f"{KIND}:{training.id}:{situation.end:%Y%m%dT%H%M}:+{to_close.term.days}d:{account.id}",
        once=True,
        kind=KIND,
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={
            **about(situation),
            "given_name": unlinkable(account.given_name),
            "ended_on": date_long(situation.end),
            "unmarked": to_close.unmarked,
            "as_staff": as_staff,
            "marks": marks,
            "closes": closing.at(situation.now) is Moment.OPEN,
            "last": date_long(marking.last if marks else closing.last),
            "late_until": date_long(until),
            "list_url": page(f"/seances/{training.public_id}/participants"),
            "close_url": page(f"/seances/{training.public_id}/cloture"),
        },
        session_id=training.id,
        expires_at=clock.utc(datetime.combine(until + timedelta(days=1), time())),
        cause=Cause(session=training.id, closing=UnclosedSince(situation.end, to_close.term.days)),
    )
