"""Venues: the rooms where meetings take place."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from portal.database import lock_row, writing
from portal.models.network.partners import Municipality
from portal.models.planning.workshops import Venue
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class Room:
    """A venue as staff write it; what is easy or hard there, in words."""

    name: str
    street: str
    postcode: str
    municipality_nis: str
    step_free: str = ""
    hearing_loop: str = ""
    bus: str = ""
    parking: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None


def add(room: Room, actor_id: int) -> int:
    """Add a venue; returns its id. Raises NotFound (the municipality)."""
    with writing() as session:
        venue = Venue()
        _put(session, venue, room)
        session.add(venue)
        session.flush()
        record(session, actor_id, Entry(Verb.ADDED_VENUE, ObjectKind.VENUE, venue.id))
        return venue.id


def revise(venue_id: int, room: Room, actor_id: int) -> None:
    """Correct a venue, without a message: a session that goes elsewhere is moved to another venue (T14).

    Raises NotFound.
    """
    with writing() as session:
        venue = lock_row(session, Venue, venue_id)
        _put(session, venue, room)
        record(session, actor_id, Entry(Verb.REVISED_VENUE, ObjectKind.VENUE, venue_id))


def _put(session: Session, venue: Venue, room: Room) -> None:
    if session.get(Municipality, room.municipality_nis) is None:
        raise NotFound
    for name, value in asdict(room).items():
        setattr(venue, name, value)
