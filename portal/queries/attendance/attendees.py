"""Reading who comes to a session, who waits, and whom to call."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from portal import clock
from portal.database import db, rows
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner
from portal.models.planning.seating import lines_of
from portal.models.planning.sessions import RaisedQuota, SessionTrainer
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.base.meetings import MeetingView
from portal.queries.base.sessions import SessionCard, card_of
from portal.rules.attendance.windows import Window, marking_window
from portal.rules.base.names import BookOrder, book_order, full_name
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import SEATS, MembershipRole, Outcome, PresenceMark, RegistrationState, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.registrations.places import Room
from portal.rules.registrations.ranks import Rank, ranks

MARKED = (RegistrationState.CONFIRMED, RegistrationState.COMPLETED)
# What a list shows of a registration, and what the rule of places reads of it.
PEOPLE = (
    select(
        Registration.id,
        Registration.partner_id,
        Registration.person_id,
        Registration.state,
        Registration.outcome,
        Registration.joined_at,
        Registration.confirmed_at,
        Registration.left_at,
        Registration.replaces_id,
        Registration.credit,
        Registration.group_key,
        Registration.together,
        Registration.auto_accept_until,
        Person.given_name,
        Person.family_name,
        Person.email,
        Person.function,
        Partner.name.label("partner"),
    )
    .join(Partner, Partner.id == Registration.partner_id)
    .outerjoin(Person, Person.id == Registration.person_id)
    .where(Registration.session_id == bindparam("session_id"), Registration.state != RegistrationState.CANCELLED)
    .order_by(Registration.id)
)
PRESENCES = (
    select(Presence.registration_id, Presence.meeting_id, Presence.mark)
    .join(Registration, Registration.id == Presence.registration_id)
    .where(Registration.session_id == bindparam("session_id"))
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One live or completed registration. `presences` are by meeting id; no key: nothing was noted.

    `came_at` is when somebody took over the seat of a colleague.
    """

    id: int
    given_name: str
    family_name: str
    email: str
    function: str
    partner_id: int
    partner: str
    state: RegistrationState
    outcome: Outcome | None
    came_at: datetime | None
    left_at: datetime | None
    presences: dict[int, PresenceMark]
    rank: Rank | None

    @property
    def name(self) -> str:
        """As spoken; nothing while a seat waits for its name."""
        return full_name(self.given_name, self.family_name)

    @property
    def alphabetical(self) -> tuple[BookOrder, int]:
        """By family name then given name; seats without a name last."""
        return book_order(self.given_name, self.family_name), self.id

    def expected_at(self, meeting: MeetingView) -> bool:
        """Whether presence at this meeting is theirs to mark: a seat neither left nor taken over after it began."""
        left = self.left_at is not None and self.left_at <= meeting.starts_at
        came_later = self.came_at is not None and self.came_at >= meeting.starts_at
        return self.state in MARKED and not left and not came_later


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """The presence at one meeting as a page shows it: `due` are those of the page who are expected there."""

    meeting_id: int
    due: tuple[Attendee, ...]

    @property
    def seen(self) -> str:
        """The mark of each as it is shown, for the form that says what changed: "12:present 13:"."""
        return " ".join(f"{one.id}:{one.presences.get(self.meeting_id) or ''}" for one in self.due)

    @property
    def left(self) -> int:
        """How many have no mark."""
        return sum(self.meeting_id not in one.presences for one in self.due)

    @property
    def present(self) -> int:
        """How many are noted present."""
        return sum(one.presences.get(self.meeting_id) is PresenceMark.PRESENT for one in self.due)


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Whom to call for a partner."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a session: the seated by name, the waiting by rank, whom to call by partner."""

    card: SessionCard
    seated: tuple[Attendee, ...]
    waiting: tuple[Attendee, ...]
    coordinators: dict[int, tuple[Coordinator, ...]]

    @property
    def frozen(self) -> bool:
        """Whether the line stopped moving by itself: from then on somebody calls."""
        return clock.now() >= self.card.deadlines.freeze_at

    @property
    def seats(self) -> int:
        """Seats taken and not left."""
        return sum(one.left_at is None for one in self.seated)

    @property
    def partners(self) -> int:
        """How many associations have a seat."""
        return len({one.partner_id for one in self.seated if one.left_at is None})

    def present_at(self, meeting: MeetingView) -> int:
        """How many were noted present at the meeting."""
        return sum(one.presences.get(meeting.id) is PresenceMark.PRESENT for one in self.seated)

    def window(self, meeting: MeetingView, *, staff: bool) -> Window:
        """The days on which presence at the meeting may be marked, in time and late."""
        return marking_window(meeting.starts_at, self.card.meetings[-1].ends_at, staff=staff)


def roster(actor: Actor, public_id: str) -> Roster:
    """The people of one session, for its trainers and staff. Raises NotFound for everybody else.

    Drafts are for staff. The number of statements does not depend on the number of people.
    """
    card = card_of(public_id, drafts=actor.manages)
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    people = _people(card)
    waiting = sorted((one for one in people if one.state not in SEATS), key=_order_of_service)
    frozen = clock.now() >= card.deadlines.freeze_at
    return Roster(
        card=card,
        seated=tuple(sorted((one for one in people if one.state in SEATS), key=lambda one: one.alphabetical)),
        waiting=tuple(waiting),
        coordinators=coordinators_of({one.partner_id for one in waiting}) if frozen and waiting else {},
    )


def _order_of_service(attendee: Attendee) -> tuple[bool, int, tuple[BookOrder, int]]:
    position = attendee.rank.position if attendee.rank else None
    return (position is None, position or 0, attendee.alphabetical)


def _people(card: SessionCard) -> list[Attendee]:
    found = rows(PEOPLE, session_id=card.id)
    presences = _presences(card.id)
    ranked = _ranks(card, found)
    return [
        Attendee(
            id=row.id,
            given_name=row.given_name or "",
            family_name=row.family_name or "",
            email=row.email or "",
            function=row.function or "",
            partner_id=row.partner_id,
            partner=row.partner,
            state=row.state,
            outcome=row.outcome,
            came_at=row.confirmed_at if row.replaces_id else None,
            left_at=row.left_at,
            presences=presences[row.id],
            rank=ranked.get(row.id),
        )
        for row in found
    ]


def _presences(session_id: int) -> dict[int, dict[int, PresenceMark]]:
    found: dict[int, dict[int, PresenceMark]] = defaultdict(dict)
    for row in rows(PRESENCES, session_id=session_id):
        found[row.registration_id][row.meeting_id] = row.mark
    return found


def _ranks(card: SessionCard, registrations: Sequence[AnyRow]) -> dict[int, Rank]:
    if all(registration.state is not RegistrationState.WAITLISTED for registration in registrations):
        return {}
    raised = select(RaisedQuota.partner_id, RaisedQuota.quota).where(RaisedQuota.session_id == card.id)
    room = room_of(card, {row.partner_id: row.quota for row in db.session.execute(raised)})
    return ranks(room, lines_of(registrations, card.deadlines, clock.now()))


def room_of(card: SessionCard, raised: dict[int, int]) -> Room:
    """What the session offers now, as the rank of the waiting depends on it; `raised` are quotas by partner."""
    now = clock.now()
    return Room(
        capacity=card.capacity,
        quota=card.quota,
        raised=raised,
        moves=card.status is SessionStatus.PUBLISHED and now < card.deadlines.freeze_at,
        seats_without_name_served=now < card.deadlines.cancel_deadline,
    )


def coordinators_of(partner_ids: Collection[int]) -> dict[int, tuple[Coordinator, ...]]:
    """Whom to call of each of these partners, who came first before who came later; one statement."""
    coordinating = db.session.execute(
        select(Membership.partner_id, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.partner_id.in_(partner_ids),
            Membership.role == MembershipRole.COORDINATOR,
            Membership.left_on.is_(None),
            Account.deactivated_at.is_(None),
        )
        .order_by(Membership.since, Membership.id)
    )
    found: dict[int, list[Coordinator]] = defaultdict(list)
    for partner_id, account in coordinating:
        found[partner_id].append(Coordinator(account.name, account.phone, account.email))
    return {partner_id: tuple(people) for partner_id, people in found.items()}


def trainers_of(session_id: int) -> tuple[str, ...]:
    """The names of who gives the session, in their order."""
    rows = db.session.scalars(
        select(Account)
        .join(SessionTrainer, SessionTrainer.account_id == Account.id)
        .where(SessionTrainer.session_id == session_id)
        .order_by(SessionTrainer.position, Account.id)
    )
    return tuple(account.name for account in rows)
