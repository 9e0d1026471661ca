"""What a command's messages are about, read in a constant number of statements whatever the session's size."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, true, union
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.mail.entries.fullness import full_among
from portal.mail.entries.meetings import MeetingFacts, facts
from portal.mail.wire.words import unlinkable
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner
from portal.models.planning.seating import deadlines_of, end_of, standing_of, start_of
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Venue
from portal.models.registrations.people import JoinRequest, Person
from portal.models.registrations.registrations import Registration
from portal.rules.base import dates
from portal.rules.base.names import NOBODY
from portal.rules.base.states import MembershipRole, RegistrationState, SessionStatus
from portal.rules.registrations.deadlines import Deadlines
from portal.rules.registrations.standing import STILL_TAKES

MOST_DATES = 5
# What mails show of a session itself; loaded under a command's lock it costs no statement of its own.
AS_MAILS_SHOW = (
    joinedload(TrainingSession.workshop),
    joinedload(TrainingSession.meetings).joinedload(Meeting.venue).joinedload(Venue.municipality),
)


def _concerned(beside: ColumnElement[bool]) -> Select[Registration, Person, Partner]:
    """The statement of the registrations touched and of those who have a seat `beside` them."""
    seated = and_(Registration.state == RegistrationState.CONFIRMED, Registration.left_at.is_(None), beside)
    return (
        select(Registration, Person, Partner)
        .join(Partner, Partner.id == Registration.partner_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.session_id == bindparam("session_id"), or_(OWN, seated))
        .order_by(Registration.id)
    )


def _accounts() -> Select[Account, int, int | None, int]:
    """The statement of the trainers, the partners' coordinators and the actor: of which partner, of which session."""
    coordinates = (
        Membership.partner_id.in_(bindparam("partners", expanding=True)),
        Membership.role == MembershipRole.COORDINATOR,
        Membership.left_on.is_(None),
    )
    here = SessionTrainer.session_id == bindparam("session_id")
    concerned = union(
        select(Membership.account_id).where(*coordinates),
        select(SessionTrainer.account_id).where(here),
        select(Account.id).where(Account.id == bindparam("actor_id")),
    )
    return (
        select(Account, Membership.partner_id, Membership.site_id, SessionTrainer.session_id)
        .outerjoin(Membership, and_(Membership.account_id == Account.id, *coordinates))
        .outerjoin(SessionTrainer, and_(SessionTrainer.account_id == Account.id, here))
        .where(Account.id.in_(concerned))
        .order_by(SessionTrainer.position, Account.id)
    )


OWN = Registration.id.in_(bindparam("touched", expanding=True))
SAME_MAILBOX = Person.email.in_(select(Person.email).join(Registration, Registration.person_id == Person.id).where(OWN))
TOUCHED_AND_SEATED, TOUCHED_AND_BESIDE = _concerned(true()), _concerned(SAME_MAILBOX)
ACCOUNTS = _accounts()


@dataclass(frozen=True, slots=True)
class Row:
    """A registration with its person, who may not be named yet, and its partner."""

    registration: Registration
    person: Person | None
    partner: Partner

    @property
    def name(self) -> str:
        """The person's name, safe in a mail; "" for a seat without a name."""
        return unlinkable(self.person.name) if self.person else ""

    @property
    def given_name(self) -> str:
        """How a mail greets the person."""
        return unlinkable(self.person.called) if self.person else ""

    @property
    def partner_name(self) -> str:
        """The partner's name, safe in a mail."""
        return unlinkable(self.partner.name)

    @property
    def mailbox(self) -> str:
        """The person's address, or ""."""
        return (self.person.email or "") if self.person else ""

    @property
    def holds_seat(self) -> bool:
        """Whether a calendar entry is due: confirmed, named, reachable, not left."""
        confirmed = self.registration.state is RegistrationState.CONFIRMED
        return confirmed and self.registration.left_at is None and bool(self.mailbox)


def by_name(rows: Iterable[Row]) -> list[Row]:
    """The rows as a list of people shows them; seats without a name last."""
    return sorted(rows, key=lambda row: (row.person.book_order if row.person else NOBODY, row.registration.id))


@dataclass(frozen=True, slots=True)
class OtherDate:
    """Another session of the workshop; who registers for a full one waits. `opens`: from when, while it is not open."""

    day: str
    full: bool
    opens: str = ""


@dataclass(slots=True)
class Situation:
    """A session, the registrations concerned by a command, and the accounts that hear of it."""

    training: TrainingSession
    title: str
    slug: str
    now: datetime
    meetings: list[MeetingFacts] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    trainers: list[Account] = field(default_factory=list)
    staff: list[Account] = field(default_factory=list)
    coordinators: dict[int, list[Account]] = field(default_factory=lambda: defaultdict(list))
    actor: Account | None = None
    other_dates: list[OtherDate] = field(default_factory=list)

    @property
    def published(self) -> bool:
        """Whether calendar entries are due at all."""
        return self.training.status is SessionStatus.PUBLISHED

    @property
    def coming(self) -> list[MeetingFacts]:
        """The meetings that have not begun."""
        return [meeting for meeting in self.meetings if meeting.starts_at > self.now]

    @property
    def deadlines(self) -> Deadlines:
        """The session's moments."""
        return deadlines_of(self.training, self.now)

    @property
    def frozen(self) -> bool:
        """Whether the line has stopped moving by itself, so that trainers hear of late changes."""
        return self.now >= self.deadlines.freeze_at

    @property
    def start(self) -> datetime:
        """When the first meeting starts."""
        return start_of(self.training)

    @property
    def end(self) -> datetime:
        """When the last meeting ends."""
        return end_of(self.training)

    @property
    def day(self) -> str:
        """The day of the first meeting: jeudi 3 décembre"""
        return dates.day_month(self.start)


def read(session: Session, training_session_id: int, touched: Collection[int], everyone: bool) -> Situation:
    """The session with those `touched` and who shares their mailboxes, or all confirmed for `everyone`.

    Two statements, one where the session was locked with `AS_MAILS_SHOW`. Staff are left out: `staff_accounts`
    reads them where they are told.
    """
    situation = _session(session, training_session_id)
    situation.rows = _rows(session, training_session_id, touched, everyone)
    return situation


def _session(session: Session, training_session_id: int) -> Situation:
    """A command that locked the session with `AS_MAILS_SHOW` holds all this already: it is not read again."""
    training = session.get_one(TrainingSession, training_session_id, options=AS_MAILS_SHOW)
    workshop = training.workshop
    return Situation(training, workshop.title, workshop.slug, clock.now(), meetings_of(session, training))


def meetings_of(session: Session, training: TrainingSession) -> list[MeetingFacts]:
    """The meetings of a session as mails show them, in order."""
    rows = sorted(training.meetings, key=lambda meeting: (meeting.starts_at, meeting.id))
    return [facts(meeting, *_venue_of(session, meeting)) for meeting in rows]


def _venue_of(session: Session, meeting: Meeting) -> tuple[Venue | None, str | None]:
    """By key, not by relationship: the command may just have moved the meeting elsewhere."""
    if meeting.venue_id is None:
        return None, None
    venue = session.get_one(Venue, meeting.venue_id, options=[joinedload(Venue.municipality)])
    return venue, venue.municipality.name


def _rows(session: Session, training_session_id: int, touched: Collection[int], everyone: bool) -> dict[int, Row]:
    """Who shares a mailbox with a touched registration counts too: a mailbox has one entry for all of them."""
    asked = {"session_id": training_session_id, "touched": [*touched]}
    found = session.execute(TOUCHED_AND_SEATED if everyone else TOUCHED_AND_BESIDE, asked)
    return {registration.id: Row(registration, person, partner) for registration, person, partner in found}


def read_accounts(session: Session, situation: Situation, partner_ids: Iterable[int], actor_id: int | None) -> None:
    """Add the session's trainers, the partners' coordinators and the actor to the situation, in one statement.

    Who acts for one site hears of what concerns nobody but its people; the rows are in the situation by then.
    """
    asked = {"partners": sorted(set(partner_ids)), "session_id": situation.training.id, "actor_id": actor_id}
    for account, partner_id, site_id, teaches in session.execute(ACCOUNTS, asked):
        hears = partner_id if site_id is None or _of_site(situation, partner_id, site_id) else None
        _place(situation, account, hears, teaches is not None)
        if account.id == actor_id:
            situation.actor = account


def _of_site(situation: Situation, partner_id: int, site_id: int) -> bool:
    """Whether all those of this partner whom the situation names work at the site."""
    people = (row.person for row in situation.rows.values() if row.partner.id == partner_id)
    return all(person is None or person.site_id == site_id for person in people)


def _place(situation: Situation, account: Account, partner_id: int | None, teaches: bool) -> None:
    if account.deactivated_at is not None:
        return
    if partner_id is not None:
        situation.coordinators[partner_id].append(account)
    if teaches and account not in situation.trainers:
        situation.trainers.append(account)


def staff_accounts(session: Session) -> list[Account]:
    """Every active account of staff and administrators: who is told of what waits for a decision."""
    active = select(Account).where(or_(Account.is_staff, Account.is_admin), Account.deactivated_at.is_(None))
    return list(session.scalars(active.order_by(Account.id)))


def askers(session: Session, request_ids: Collection[int]) -> dict[int, Account]:
    """Who asked to join, by request."""
    statement = (
        select(JoinRequest.id, Account)
        .join(Account, Account.id == JoinRequest.account_id)
        .where(JoinRequest.id.in_(request_ids))
    )
    return dict(session.execute(statement).all())


def other_dates(session: Session, training: TrainingSession, now: datetime) -> list[OtherDate]:
    """The next sessions of the same workshop for which one can still register, five at most, the first one first."""
    statement = (
        select(TrainingSession)
        .where(
            TrainingSession.workshop_id == training.workshop_id,
            TrainingSession.status == SessionStatus.PUBLISHED,
            TrainingSession.cancel_reason == "",
            TrainingSession.id != training.id,
            TrainingSession.meetings.any(Meeting.starts_at > now),
        )
        .options(joinedload(TrainingSession.meetings))
    )
    coming = sorted(session.scalars(statement).unique(), key=start_of)
    found = [one for one in coming if standing_of(one, now) in STILL_TAKES][:MOST_DATES]
    full = full_among(session, [one.id for one in found]) if found else set()
    return [_other_date(one, one.id in full, now) for one in found]


def _other_date(training: TrainingSession, full: bool, now: datetime) -> OtherDate:
    opens_at = deadlines_of(training, now).opens_at
    opens = dates.datetime_long(opens_at) if opens_at > now else ""
    return OtherDate(dates.datetime_long(start_of(training)), full, opens)
