"""Reading a partner for the people who act for it: its address book, its coordinators, its choices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import ANONYMOUS, Person, in_team
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.sites import seen
from portal.rules.base.names import BookOrder, full_name, in_order
from portal.rules.base.permissions import Action, Actor, can, sees_site
from portal.rules.base.states import ONE_PER_PERSON, MembershipRole, PartnerStatus
from portal.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class PartnerName:
    """A partner in a list of choices."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the partner's address book."""

    id: int
    version: int
    given_name: str
    family_name: str
    email: str
    function: str
    is_volunteer: bool
    site_id: int | None
    left_on: date | None
    left: bool
    blocked: bool

    @property
    def name(self) -> str:
        """Given then family name."""
        return full_name(self.given_name, self.family_name)


@dataclass(frozen=True, slots=True)
class Member:
    """An account that acts for the partner."""

    membership_id: int
    account_id: int
    name: str
    email: str
    role: MembershipRole
    site_id: int | None


def partners_for(actor: Actor, public_id: str) -> tuple[list[PartnerName], int | None]:
    """The partners the actor may register people for, her own or all for staff, by name; and the session's row id.

    One statement; None where there is no such session, or no partner.
    """
    there = select(TrainingSession.id).where(TrainingSession.public_id == public_id).scalar_subquery()
    statement = select(Partner.id, Partner.slug, Partner.name, there).order_by(Partner.folded_name)
    acting = Partner.status.in_((PartnerStatus.ACTIVE, PartnerStatus.DORMANT))
    mine = acting if actor.manages else acting & Partner.id.in_(actor.coordinates)
    found = db.session.execute(statement.where(mine)).all()
    return [PartnerName(*row[:3]) for row in found], found[0][3] if found else None


def belonging(actor: Actor) -> list[PartnerName]:
    """The partners the actor belongs to, in whatever role; by name."""
    statement = select(Partner.id, Partner.slug, Partner.name).where(Partner.id.in_(actor.belongs_to))
    return [PartnerName(*row) for row in db.session.execute(statement.order_by(Partner.folded_name))]


def coordinators(actor: Actor) -> list[tuple[str, str, str]]:
    """Who registers people for the partners that the actor belongs to: partner, name and address."""
    statement = (
        select(Partner.name, Account)
        .join(Membership, Membership.partner_id == Partner.id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Partner.id.in_(actor.belongs_to),
            Membership.role == MembershipRole.COORDINATOR,
            Membership.left_on.is_(None),
            Account.deactivated_at.is_(None),
        )
    )
    rows = sorted(db.session.execute(statement), key=lambda row: (in_order(row[0]), row[1].book_order, row[1].id))
    return [(partner, account.name, account.email) for partner, account in rows]


def partner_by_slug(actor: Actor, slug: str) -> PartnerName:
    """A partner whose rows the actor may see. Raises NotFound for any other."""
    row = db.session.execute(select(Partner.id, Partner.slug, Partner.name).where(Partner.slug == slug)).one_or_none()
    if row is None or not can(actor, Action.SEE_PARTNER, partner_id=row.id):
        raise NotFound
    return PartnerName(*row)


def colleagues(actor: Actor, partner_id: int) -> list[Colleague]:
    """The partner's address book by name, those who left at the end. Raises NotFound for foreign partners."""
    if not can(actor, Action.SEE_PARTNER, partner_id=partner_id):
        raise NotFound
    people = select(Person).where(
        Person.partner_id == partner_id, Person.folded_name != ANONYMOUS, seen(actor, partner_id)
    )
    return [_colleague(person) for person in sorted(db.session.scalars(people), key=_by_name)]


def _by_name(person: Person) -> tuple[bool, BookOrder, int]:
    """Those who left come last."""
    return person.left(clock.now()), person.book_order, person.id


def available(actor: Actor, partner_id: int, session_id: int) -> list[Colleague]:
    """Who of the address book can be registered for the session: there still, not blocked, not here already.

    Raises NotFound for foreign partners.
    """
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    here = select(Registration.person_id).where(
        Registration.session_id == session_id,
        Registration.person_id.is_not(None),
        Registration.state.in_(ONE_PER_PERSON),
    )
    statement = (
        select(Person)
        .where(Person.partner_id == partner_id, in_team(clock.now()), Person.blocked_at.is_(None))
        .where(Person.id.not_in(here), seen(actor, partner_id))
    )
    return [_colleague(person) for person in sorted(db.session.scalars(statement), key=_by_name)]


def free_in(actor: Actor, partner_id: int, session_ids: Collection[int]) -> dict[int, list[Colleague]]:
    """Who of the address book can take a seat in each of these sessions: those in the team, not blocked, not there yet.

    Two statements. Raises NotFound for foreign partners.
    """
    team = [one for one in colleagues(actor, partner_id) if not one.left and not one.blocked]
    here = select(Registration.session_id, Registration.person_id).where(
        Registration.session_id.in_(session_ids),
        Registration.partner_id == partner_id,
        Registration.state.in_(ONE_PER_PERSON),
    )
    taken = {(row.session_id, row.person_id) for row in db.session.execute(here)}
    return {one: [person for person in team if (one, person.id) not in taken] for one in session_ids}


def namesakes(registration_ids: Collection[int]) -> list[str]:
    """Who of those registered is new in the address book that had the name already: perhaps one person twice."""
    other = aliased(Person)
    known = (other.partner_id == Person.partner_id) & (other.folded_name == Person.folded_name)
    statement = (
        select(Person)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.id.in_(registration_ids), Person.created_at >= Registration.joined_at)
        .where(exists().where(known, other.id < Person.id, in_team(clock.now(), other)))
        .order_by(Person.id)
    )
    return [person.name for person in db.session.scalars(statement)]


def namesakes_of(person_id: int) -> list[str]:
    """The name of this person, when somebody else of her team who is still there has it too."""
    other = aliased(Person)
    alike = (other.partner_id == Person.partner_id) & (other.folded_name == Person.folded_name)
    twin = exists().where(alike, other.id != Person.id, in_team(clock.now(), other))
    return [person.name for person in db.session.scalars(select(Person).where(Person.id == person_id, twin))]


def colleague(actor: Actor, person_id: int) -> tuple[Colleague, PartnerName]:
    """One person the actor may correct, with her partner. Raises NotFound for any other."""
    person = db.session.get(Person, person_id)
    if person is None or person.anonymous or not can(actor, Action.REGISTER, partner_id=person.partner_id):
        raise NotFound
    if not sees_site(actor, person.partner_id, person.site_id):
        raise NotFound
    partner = db.session.get_one(Partner, person.partner_id)
    return _colleague(person), PartnerName(partner.id, partner.slug, partner.name)


def _colleague(person: Person) -> Colleague:
    return Colleague(
        id=person.id,
        version=person.version,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email or "",
        function=person.function,
        is_volunteer=person.is_volunteer,
        site_id=person.site_id,
        left_on=last_day(person),
        left=person.left(clock.now()),
        blocked=person.blocked_at is not None,
    )


def last_day(person: Person) -> date | None:
    """Her last day in the team, on the calendar of Brussels; None while none is known."""
    return clock.local(person.left_on - timedelta(seconds=1)).date() if person.left_on else None


def members(actor: Actor, partner_id: int) -> list[Member]:
    """Who acts for the partner now. Raises NotFound for foreign partners."""
    if not can(actor, Action.SEE_PARTNER, partner_id=partner_id):
        raise NotFound
    statement = (
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.partner_id == partner_id, Membership.left_on.is_(None))
    )
    rows = sorted(db.session.execute(statement), key=lambda row: (row[1].book_order, row[1].id))
    return [
        Member(membership.id, account.id, account.name, account.email, membership.role, membership.site_id)
        for membership, account in rows
    ]
