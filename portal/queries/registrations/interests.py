"""Reading the interest lists: one's own wish, and the demand by workshop and municipality for staff."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from portal import clock
from portal.database import db, rows
from portal.database.rows import AnyRow, AnySelect
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Municipality, Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.interests import Interest
from portal.rules.base.names import full_name, in_order
from portal.rules.base.permissions import Actor
from portal.rules.base.states import Seeding, SessionStatus


@dataclass(frozen=True, slots=True)
class Wish:
    """Who asks to be told of the next session, for how many people, and where it suits them ("": anywhere)."""

    name: str
    partner: str
    place: str
    seats: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Demand:
    """What is wished for one workshop: people in all, where it suits them (None: anywhere), and who asks."""

    title: str
    slug: str
    seats: int
    places: tuple[tuple[str | None, int], ...]
    wishes: tuple[Wish, ...]


def _wishes() -> AnySelect:
    return (
        select(
            Interest.seats,
            Interest.created_at,
            Workshop.title,
            Workshop.slug,
            Account.given_name,
            Account.family_name,
            Account.email,
            Partner.name.label("partner"),
            Municipality.name.label("place"),
        )
        .join(Workshop, Workshop.id == Interest.workshop_id)
        .join(Account, Account.id == Interest.account_id)
        .outerjoin(Partner, Partner.id == Interest.partner_id)
        .outerjoin(Municipality, Municipality.nis == Interest.municipality_nis)
        .where(Interest.ended_at.is_(None))
        .order_by(Interest.created_at, Interest.id)
    )


WISHES = _wishes()
WISHES_FOR_ONE = WISHES.where(Interest.workshop_id == bindparam("workshop_id"))


def own_wish(workshop_id: int, account_id: int | None) -> Interest | None:
    """The account's standing wish for a workshop."""
    statement = select(Interest).where(
        Interest.workshop_id == workshop_id, Interest.account_id == account_id, Interest.ended_at.is_(None)
    )
    return db.session.scalars(statement).one_or_none()


def demand(workshop_id: int | None = None) -> list[Demand]:
    """The standing wishes by workshop, or for one, the most wished for first; one statement."""
    found = rows(WISHES_FOR_ONE, workshop_id=workshop_id) if workshop_id else rows(WISHES)
    wishes: dict[str, list[AnyRow]] = defaultdict(list)
    for row in found:
        wishes[row.slug].append(row)
    return sorted(map(_demand, wishes.values()), key=lambda demand: (-demand.seats, in_order(demand.title)))


def _demand(wished: Sequence[AnyRow]) -> Demand:
    places: Counter[str | None] = Counter()
    for row in wished:
        places[row.place] += row.seats
    by_seats = sorted(places.items(), key=lambda pair: (-pair[1], in_order(pair[0] or "")))
    wishes = tuple(map(_wish, wished))
    return Demand(wished[0].title, wished[0].slug, places.total(), tuple(by_seats), wishes)


def _wish(row: AnyRow) -> Wish:
    name = full_name(row.given_name, row.family_name) or row.email
    return Wish(name, row.partner or "", row.place or "", row.seats, row.created_at)


def seats_first(actor: Actor, session_id: int) -> int:
    """For how many people registration is open to the actor before it is to all: what is left of timely wishes."""
    now = clock.now()
    ours = (Interest.account_id == actor.account_id) | Interest.partner_id.in_(actor.coordinates)
    statement = (
        select(func.coalesce(func.sum(Interest.seats), 0))
        .join(TrainingSession, TrainingSession.workshop_id == Interest.workshop_id)
        .where(
            TrainingSession.id == session_id,
            TrainingSession.status == SessionStatus.PUBLISHED,
            TrainingSession.seeding == Seeding.INVITATION,
            TrainingSession.opens_at > now,
            Interest.changed_at < TrainingSession.published_at,
            Interest.ended_at.is_(None),
            ours,
        )
    )
    return db.session.scalars(statement).one() if actor.signed_in else 0
