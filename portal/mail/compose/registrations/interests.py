"""The mail to who asked to hear of a workshop's next session. Written inside the caller's `writing()`."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal import clock
from portal.mail.stories.announcing import preferences_of
from portal.mail.stories.stories import spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import link
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import choose_mark, stop_mark
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account
from portal.models.planning.announcements import MailPreference
from portal.models.planning.seating import deadlines_of, standing_of
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.states import Seeding
from portal.rules.registrations.standing import STILL_TAKES


def next_session(session: Session, training: TrainingSession, accounts: Sequence[Account]) -> None:
    """Tell these accounts that a session is published: each once, but who wants no announcement; with the ways out.

    Of a session whose registration has closed nobody is told: there is nothing left to do.
    """
    if standing_of(training, clock.now()) not in STILL_TAKES:
        return
    preferences = preferences_of(session, [account.email for account in accounts])
    pairs = [(account, preferences[account.email]) for account in accounts]
    outbox.put_all(session, [_to(account, training, wants) for account, wants in pairs if wants.stopped_at is None])


def _to(account: Account, training: TrainingSession, wants: MailPreference) -> Envelope:
    first = training.meetings[0]
    return Envelope(
        key=f"next-session:{training.id}:{account.id}",
        once=True,
        kind="next_session",
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={
            "given_name": unlinkable(account.called),
            "session_title": training.workshop.title,
            "starts_at": first.starts_at,
            "ends_at": first.ends_at,
            "place": f"{first.venue.name}, {first.venue.municipality.name}" if first.venue else "",
            "more": len(training.meetings) - 1,
            "link": link("sessions.show", public_id=training.public_id),
            "list_link": link("interests.ask", slug=training.workshop.slug),
            "choices_url": choose_mark(wants),
            "stop_url": stop_mark(wants),
            "phone": training.contact_phone,
            "first_until": training.opens_at if training.seeding is Seeding.INVITATION else None,
            "passes_first": training.seeding is Seeding.CREDIT,
        },
        session_id=training.id,
        expires_at=deadlines_of(training, clock.now()).closes_at,
        cause=Cause(account=account.id),
        stop_link=stop_mark(wants),
    )
