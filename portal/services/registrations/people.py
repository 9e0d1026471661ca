"""The partners' address books: finding, adding and correcting people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import String, bindparam, cast, insert, literal, select, text, union_all
from sqlalchemy.orm import Session

from portal import clock
from portal.models.accounts.accounts import Membership
from portal.models.network.partners import Partner
from portal.models.registrations.people import Person
from portal.rules.base.mailboxes import mailbox_of
from portal.rules.base.names import full_name
from portal.rules.base.states import MembershipRole
from portal.rules.base.text import fold_email, folded_key
from portal.rules.refusals.registrations import NamesakesAlike, PersonBlocked, PersonElsewhere, SamePersonTwice
from portal.rules.registrations.pace import DAY
from portal.services.registrations import blocks
from portal.services.registrations.pace import CHURNED, NEW_ADDRESSES, check_new_addresses

ADDING = insert(Person).returning(Person)
# The one site that an actor is limited to.
HELD_TO = select(Membership.site_id).where(
    Membership.account_id == bindparam("actor_id"),
    Membership.partner_id == bindparam("partner_id"),
    Membership.role == MembershipRole.COORDINATOR,
    Membership.left_on.is_(None),
    Membership.site_id.is_not(None),
)
# Asked at once: to which site the actor is limited, and three that keep people from being mailed in a loop: who is
# blocked, which mailboxes churn, and how many new addresses the actor gave; the count, always there, comes last.
AT_SITE, IS_BLOCKED, CHURNS = -3, -2, -1
PRECAUTIONS = union_all(
    blocks.BLOCKED.add_columns(literal(IS_BLOCKED).label("number")),
    CHURNED.add_columns(literal(CHURNS)),
    HELD_TO.with_only_columns(cast(Membership.site_id, String), literal(AT_SITE)),
    select(literal("").label("key"), NEW_ADDRESSES.scalar_subquery()),
).order_by(text("2"))
KNOWN = (
    select(Person)
    .where(Person.partner_id == bindparam("partner_id"), Person.folded_name.in_(bindparam("names", expanding=True)))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody as typed in a form. Without an address her mails go to the coordinator, who hands them on."""

    given_name: str
    family_name: str
    email: str = ""
    function: str = ""
    is_volunteer: bool = False
    site_id: int | None = None

    @property
    def name(self) -> str:
        """Given then family name."""
        return full_name(self.given_name, self.family_name)

    @property
    def identity(self) -> tuple[str, str | None]:
        """What makes two people the same within a partner: folded name and folded address."""
        return folded_key(self.name), fold_email(self.email) or None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The people behind what was typed, in order; `known` are those whom the partner's book held already.

    `churned`: at which of their mailboxes registrations to the session ended too often in a day (pace.py).
    """

    people: list[Person]
    known: list[Person]
    churned: set[str]


@dataclass(frozen=True, slots=True)
class Intake:
    """Who gives the names, for which session where it is for one; without `refresh` nothing known changes."""

    actor_id: int | None
    session_id: int | None = None
    refresh: bool = True


def find_or_add(session: Session, partner: Partner, typed: Sequence[NewPerson], actor_id: int | None) -> list[Person]:
    """The people of the partner behind what was typed, in order: see `gather`."""
    return gather(session, partner, typed, Intake(actor_id)).people


def gather(session: Session, partner: Partner, typed: Sequence[NewPerson], intake: Intake) -> Gathered:
    """The people of the partner behind what was typed, in order, inside the caller's `writing()`.

    Same person: same partner, same address and same folded name (docs/registration.md). One who had left is
    back. The caller holds the partner's row locked: two forms at once add a new colleague once. A stranger's request
    does not refresh. Who acts for one site names people of that site: somebody new is there. Raises SamePersonTwice
    when the form names one twice, PersonElsewhere for somebody of another site, PersonBlocked for who said "ce n’est
    pas moi" (services/registrations/blocks.py), TooManyNewAddresses.
    """
    wanted: dict[tuple[str, str | None], NewPerson] = {}
    for someone in typed:
        if someone.identity in wanted:
            raise SamePersonTwice(name=someone.name) if someone.email else NamesakesAlike(name=someone.name)
        wanted[someone.identity] = someone
    known = _known(session, partner.id, [name for name, _email in wanted])
    today, churned, held_to = _check_not_blocked(session, wanted.values(), known, partner.id, intake)
    known_here = [known[identity] for identity in wanted if identity in known]
    check_at_site(known_here, held_to)
    new = [at_site(fresh, held_to) for identity, fresh in wanted.items() if identity not in known]
    missing = [_new(partner.id, fresh, intake.actor_id) for fresh in new]
    first_mailed = sum(1 for row in missing if row["email"]) + _introduced(known_here, intake)
    check_new_addresses(session, today, first_mailed, intake.actor_id)
    added = session.scalars(ADDING, missing) if missing else ()
    everyone = known | {(person.folded_name, person.email): person for person in added}
    found = [everyone[identity] for identity in wanted]
    for person, fresh in zip(found, wanted.values(), strict=True):
        if intake.refresh:
            person.left_on = None if person.left(clock.now()) else person.left_on
            person.function = fresh.function or person.function
    return Gathered(found, known_here, churned)


def held_to(session: Session, partner_id: int, actor_id: int | None) -> int | None:
    """The one site of the partner that an account is limited to; None for the whole of it, and for nobody."""
    return session.scalar(HELD_TO, {"actor_id": actor_id, "partner_id": partner_id})


def at_site(typed: NewPerson, site_id: int | None) -> NewPerson:
    """Somebody new as who is limited to this site adds her: there."""
    return typed if site_id is None else replace(typed, site_id=site_id)


def check_at_site(people: Collection[Person], site_id: int | None) -> None:
    """Let who is limited to this site act for these people. Raises PersonElsewhere with the first of another."""
    for person in people:
        if site_id is not None and person.site_id != site_id:
            raise PersonElsewhere(name=person.name)


def _introduced(people: Sequence[Person], intake: Intake) -> int:
    """Note who first registers those that only stood in the list; returns how many addresses mails begin to reach."""
    listed = [person for person in people if person.introduced_at is None]
    for person in listed:
        person.introduced_at, person.added_by_id = clock.now(), intake.actor_id
    return sum(1 for person in listed if person.email)


def _known(session: Session, partner_id: int, names: list[str]) -> dict[tuple[str, str | None], Person]:
    """Read under a shared lock, fresh: an address being corrected meanwhile is waited for."""
    found = session.scalars(KNOWN, {"partner_id": partner_id, "names": names})
    return {(person.folded_name, person.email): person for person in found}


def _check_not_blocked(
    session: Session,
    typed: Collection[NewPerson],
    known: Mapping[tuple[str, str | None], Person],
    partner_id: int,
    intake: Intake,
) -> tuple[int, set[str], int | None]:
    """Refuse whom somebody's "ce n’est pas moi" speaks of: at her mailbox, or by her name within her association.

    Says how many new addresses the actor gave in a day, which mailboxes churn, and to which site the actor is limited:
    one statement asks all four.
    """
    blocked_names = {name for (name, _email), person in known.items() if person.blocked_at is not None}
    for someone in typed:
        name, email = someone.identity
        person = known.get((name, email))
        if name in blocked_names and (email is None or (person is not None and person.blocked_at is not None)):
            raise PersonBlocked(name=someone.name)
    keys = blocks.keys_of(typed)
    asked = {
        "keys": [*keys],
        "actor_id": intake.actor_id,
        "partner_id": partner_id,
        "since": clock.now() - DAY,
        "session_id": intake.session_id,
        "mailboxes": [mailbox_of(email) for email in {someone.identity[1] for someone in typed} if email],
    }
    *found, (_total, today) = session.execute(PRECAUTIONS, asked).all()
    blocks.refuse(keys, {key for key, what in found if what == IS_BLOCKED})
    sites = [int(site) for site, what in found if what == AT_SITE]
    return int(today), {mailbox for mailbox, what in found if what == CHURNS}, sites[0] if sites else None


def _new(partner_id: int, typed: NewPerson, actor_id: int | None) -> dict[str, object]:
    return {**values_of(partner_id, typed), "added_by_id": actor_id, "introduced_at": clock.now()}


def values_of(partner_id: int, typed: NewPerson) -> dict[str, object]:
    """The columns of somebody new in a partner's book, as typed."""
    name, email = typed.identity
    return {
        "partner_id": partner_id,
        "given_name": typed.given_name,
        "family_name": typed.family_name,
        "folded_name": name,
        "email": email,
        "mailbox": mailbox_of(email or ""),
        "function": typed.function,
        "is_volunteer": typed.is_volunteer,
        "site_id": typed.site_id,
        "created_at": clock.now(),
    }
