"""Reading the interest lists: one's own wish, and the demand by workshop and municipality for staff."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.orm import joinedload

from portal import clock
from portal.database import db
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.interests import Interest
from portal.rules.base.names import in_order
from portal.rules.base.permissions import Actor
from portal.rules.base.states import Seeding, SessionStatus


@dataclass(frozen=True, slots=True)
class Demand:
    """What is wished for one workshop: people in all, where it suits them (None: anywhere), and who asks."""

    title: str
    slug: str
    seats: int
    places: tuple[tuple[str | None, int], ...]
    wishes: tuple[Interest, ...]


def own_wish(workshop_id: int, account_id: int | None) -> Interest | None:
    """The account's standing wish for a workshop."""
    statement = select(Interest).where(
        Interest.workshop_id == workshop_id, Interest.account_id == account_id, Interest.ended_at.is_(None)
    )
    return db.session.scalars(statement).one_or_none()


def demand(workshop_id: int | None = None) -> list[Demand]:
    """The standing wishes by workshop, or for one, the most wished for first; one statement."""
    statement = (
        select(Interest)
        .where(Interest.ended_at.is_(None), (Interest.workshop_id == workshop_id) if workshop_id else true())
        .options(
            joinedload(Interest.workshop).lazyload(Workshop.themes),
            joinedload(Interest.account),
            joinedload(Interest.partner),
            joinedload(Interest.municipality),
        )
        .order_by(Interest.created_at, Interest.id)
    )
    wishes: dict[Workshop, list[Interest]] = defaultdict(list)
    for row in db.session.scalars(statement):
        wishes[row.workshop].append(row)
    found = [_demand(workshop, rows) for workshop, rows in wishes.items()]
    return sorted(found, key=lambda demand: (-demand.seats, in_order(demand.title)))


def _demand(workshop: Workshop, rows: Sequence[Interest]) -> Demand:
    places: Counter[str | None] = Counter()
    for row in rows:
        places[row.municipality.name if row.municipality else None] += row.seats
    by_seats = sorted(places.items(), key=lambda pair: (-pair[1], in_order(pair[0] or "")))
    return Demand(workshop.title, workshop.slug, places.total(), tuple(by_seats), tuple(rows))


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
