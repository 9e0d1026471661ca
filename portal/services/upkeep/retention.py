"""What is past its term leaves every night: erased, or made anonymous where its figures stay.

Each step is a transaction of its own, finds what is over as of now and nothing the second time.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Delete, Update, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.models.accounts.accounts import Account, AddressChange, SignIn
from portal.models.attendance.certificates import Certificate
from portal.models.base.journal import Event
from portal.models.network.partners import Contact, Partner
from portal.models.planning.announcements import MailPreference, SessionMessage
from portal.models.planning.sessions import Meeting
from portal.models.post.feeds import PrivateFeed
from portal.models.post.inbound import Bounce, InboundMessage
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.interests import Interest
from portal.models.registrations.people import ANONYMOUS, JoinRequest, Person
from portal.models.registrations.registrations import FormReceipt, Registration
from portal.rules.base.secrets import new_nonce
from portal.rules.base.states import JoinState, MessageState, PartnerStatus, RegistrationState
from portal.rules.base.text import folded_key
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.upkeep.retention import RecordKind, next_night, over_before
from portal.services.accounts.accounts import GONE
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does
from portal.services.base.journal import Entry, record

Step = Callable[[Session, datetime], int]
AT_ONCE = 500
REFUSED_NAME = "Demande refusée"
NOBODY = ("Personne", "anonyme")


def plan_first() -> int:
    """Plan the first night of a portal that has none yet; returns 0, nothing was done."""
    with writing() as session:
        jobs.plan_once(session, JobKind.RETENTION, clock.now())
    return 0


@does(JobKind.RETENTION)
def keep_to_terms(_everything: int) -> None:
    """Do every step, keep in the journal how much left, and plan the next night."""
    now = clock.now()
    counts = {step.__name__: _whole(step, now) for step in STEPS}
    with writing() as session:
        jobs.plan(session, JobKind.RETENTION, jobs.EVERYTHING, next_night(now))
        if any(counts.values()):
            record(session, None, Entry(Verb.KEPT_TO_TERMS, ObjectKind.PORTAL, jobs.EVERYTHING, inputs=counts))


def _whole(step: Step, now: datetime) -> int:
    """A step until it finds nothing more: the large ones work some rows at once, so that nobody waits for a lock."""
    total = 0
    while True:
        with writing() as session:
            done = step(session, now)
        total += done
        if done < AT_ONCE:
            return total


def _count(session: Session, statement: Update | Delete) -> int:
    return session.connection().execute(statement).rowcount


def _over(moment: datetime) -> ColumnElement[bool]:
    """Whether the registration's session ended before that moment."""
    last = select(func.max(Meeting.ends_at)).where(Meeting.session_id == Registration.session_id)
    return last.correlate(Registration).scalar_subquery() < moment


def registrations(session: Session, now: datetime) -> int:
    """Who came, or was to come, becomes nobody: seats, presence and outcomes stay, under a person without a name."""
    over = _over(over_before(RecordKind.REGISTRATION, now))
    statement = (
        select(Person)
        .where(Person.folded_name != ANONYMOUS)
        .where(exists().where(Registration.person_id == Person.id, over))
        .order_by(Person.id)
        .limit(AT_ONCE)
    )
    people = session.scalars(statement).all()
    for person in people:
        twin = _nobody(session, person.partner_id, now)
        own = update(Registration).where(Registration.person_id == person.id, over)
        session.execute(_without_words(own, twin.id))
    return len(people)


def _nobody(session: Session, partner_id: int, now: datetime) -> Person:
    given_name, family_name = NOBODY
    twin = Person(
        partner_id=partner_id,
        given_name=given_name,
        family_name=family_name,
        folded_name=ANONYMOUS,
        created_at=now,
        left_on=now,
    )
    session.add(twin)
    session.flush()
    return twin


def _without_words(statement: Update, person_id: int | None) -> Update:
    """No name, no reason, no request, and a personal link that opens nothing any more."""
    values = {"person_id": person_id, "cancel_note": "", "join_request_id": None, "link_nonce": new_nonce()}
    return statement.values(values).execution_options(synchronize_session=False)


def cancelled_registrations(session: Session, now: datetime) -> int:
    """That there was a registration and why it ended stays; whose it was does not."""
    ended = func.coalesce(Registration.ended_at, Registration.joined_at)
    named = (Registration.person_id.is_not(None), Registration.join_request_id.is_not(None))
    told = or_(Registration.cancel_note != "", *named)
    due = (
        Registration.state == RegistrationState.CANCELLED,
        ended < over_before(RecordKind.CANCELLED_REGISTRATION, now),
    )
    return _count(session, _without_words(update(Registration).where(*due, told), None))


def people(session: Session, now: datetime) -> int:
    """Who left, or was in the book for years, and of whom no registration tells any more, leaves the address book."""
    left = Person.left_on < over_before(RecordKind.CONTACT_WHO_LEFT, now)
    old = Person.created_at < over_before(RecordKind.COLLEAGUE, now)
    known = exists().where(Registration.person_id == Person.id)
    return _count(session, delete(Person).where(left | old, ~known).execution_options(synchronize_session=False))


def certificates(session: Session, now: datetime) -> int:
    """The register keeps what it says longer than the registration keeps its name; a number leads to a later one."""
    return _count(session, delete(Certificate).where(Certificate.issued_at < over_before(RecordKind.CERTIFICATE, now)))


def contacts(session: Session, now: datetime) -> int:
    """A contact of the directory who left."""
    last = clock.local(over_before(RecordKind.CONTACT_WHO_LEFT, now)).date()
    return _count(session, delete(Contact).where(Contact.left_on < last))


def accounts(session: Session, now: datetime) -> int:
    """A closed account keeps its number, for what it did, and nothing of its person."""
    closed = Account.deactivated_at < over_before(RecordKind.CLOSED_ACCOUNT, now)
    statement = select(Account).where(closed, ~Account.email.endswith(GONE)).limit(AT_ONCE)
    found = session.scalars(statement).all()
    for account in found:
        account.email = f"compte-{account.id}{GONE}"
        account.given_name = account.family_name = account.phone = account.function = ""
        account.totp_secret = account.totp_confirmed_at = None
    session.execute(delete(AddressChange).where(AddressChange.account_id.in_([account.id for account in found])))
    return len(found)


def join_requests(session: Session, now: datetime) -> int:
    """A request that was answered, and the name of a service that was refused."""
    answered = (
        JoinRequest.state != JoinState.WAITING,
        JoinRequest.decided_at < over_before(RecordKind.JOIN_REQUEST, now),
    )
    found = session.scalars(select(JoinRequest).where(*answered).limit(AT_ONCE)).all()
    ids = [row.id for row in found]
    session.execute(update(Registration).where(Registration.join_request_id.in_(ids)).values(join_request_id=None))
    _forget_refused(session, {row.partner_id for row in found})
    session.execute(delete(JoinRequest).where(JoinRequest.id.in_(ids)))
    return len(found)


def _forget_refused(session: Session, partner_ids: Collection[int]) -> None:
    refused = select(Partner).where(Partner.id.in_(partner_ids), Partner.status == PartnerStatus.REFUSED)
    for partner in session.scalars(refused):
        partner.name, partner.folded_name = REFUSED_NAME, folded_key(REFUSED_NAME)
        partner.slug = f"demande-refusee-{partner.id}"


def wishes(session: Session, now: datetime) -> int:
    """A wish for a next session that ended, or that nobody has touched for two years."""
    ended = Interest.ended_at < over_before(RecordKind.ENDED_WISH, now)
    return _count(session, delete(Interest).where(ended | (Interest.changed_at < over_before(RecordKind.WISH, now))))


def messages(session: Session, now: datetime) -> int:
    """A mail that left, or never will, and is about no meeting to come."""
    moment = over_before(RecordKind.MESSAGE, now)
    due = (
        OutboxMessage.created_at < moment,
        OutboxMessage.state != MessageState.WAITING,
        ~exists().where(Meeting.session_id == OutboxMessage.session_id, Meeting.ends_at >= moment),
    )
    oldest = select(OutboxMessage.id).where(*due).order_by(OutboxMessage.created_at)
    ids = session.scalars(oldest.limit(AT_ONCE)).all()
    session.execute(update(Bounce).where(Bounce.outbox_id.in_(ids)).values(outbox_id=None))
    session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))
    return len(ids)


def written_by_hand(session: Session, now: datetime) -> int:
    """A message that a trainer or staff wrote to the participants of a session."""
    return _count(
        session, delete(SessionMessage).where(SessionMessage.created_at < over_before(RecordKind.MESSAGE, now))
    )


def mailboxes(session: Session, now: datetime) -> int:
    """A mailbox that chose nothing and of which no announcement is kept; one that stopped is kept to be spared."""
    told = exists().where(OutboxMessage.to_address == MailPreference.mailbox, OutboxMessage.stop_link != "")
    old = (MailPreference.created_at < over_before(RecordKind.MESSAGE, now), MailPreference.stopped_at.is_(None), ~told)
    rows = session.scalars(select(MailPreference).where(*old).order_by(MailPreference.id)).all()
    silent = [row for row in rows if not row.themes and not row.communes][:AT_ONCE]
    for row in silent:
        session.delete(row)
    return len(silent)


def private_feeds(session: Session, _now: datetime) -> int:
    """The calendar address of an account that was closed."""
    closed = select(Account.id).where(Account.deactivated_at.is_not(None))
    return _count(session, delete(PrivateFeed).where(PrivateFeed.account_id.in_(closed)))


def entries(session: Session, now: datetime) -> int:
    """The calendar entries of sessions that are over; their mails have left before them."""
    coming = exists().where(
        Meeting.session_id == CalendarEntry.session_id, Meeting.ends_at >= over_before(RecordKind.MESSAGE, now)
    )
    told = exists().where(OutboxMessage.entry_id == CalendarEntry.id)
    due = select(CalendarEntry.id).where(~coming, ~told).order_by(CalendarEntry.id)
    ids = session.scalars(due.limit(AT_ONCE)).all()
    session.execute(update(InboundMessage).where(InboundMessage.entry_id.in_(ids)).values(entry_id=None))
    session.execute(delete(CalendarEntry).where(CalendarEntry.id.in_(ids)))
    return len(ids)


def journal(session: Session, now: datetime) -> int:
    """Who did what, the receipts of forms, the sign-ins that ended, and the addresses that accounts had before."""
    moment = over_before(RecordKind.JOURNAL, now)
    session.execute(delete(AddressChange).where(AddressChange.created_at < moment))
    session.execute(delete(FormReceipt).where(FormReceipt.at < moment))
    session.execute(delete(SignIn).where(SignIn.last_seen_at < moment))
    return _count(session, delete(Event).where(Event.at < moment))


STEPS: tuple[Step, ...] = (
    cancelled_registrations,  # before: who never came needs no anonymous person
    registrations,
    join_requests,
    people,
    certificates,
    contacts,
    accounts,
    wishes,
    messages,
    written_by_hand,
    mailboxes,
    private_feeds,
    entries,
    journal,
)
