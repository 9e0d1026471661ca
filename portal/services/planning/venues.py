"""Venues: the rooms where meetings take place."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from portal.database import lock_row, writing
from portal.mail.entries.meetings import notes_of, place_of
from portal.mail.entries.wordings import remember
from portal.models.network.partners import Municipality
from portal.models.planning.sessions import Meeting
from portal.models.planning.workshops import Venue
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.rewordings import Word, differing
from portal.rules.refusals import NotFound
from portal.services.base.journal import Entry, record
from portal.services.planning import rewordings


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


def revise(venue_id: int, room: Room, actor_id: int, tell: bool | None = None) -> None:
    """Correct a venue; a session that goes elsewhere is moved to another venue (T14).

    `tell`: whether calendars that show the venue hear of it; None is for where none does. Raises NotFound,
    TellingUndecided.
    """
    with writing() as session:
        venue = lock_row(session, Venue, venue_id)
        invited = rewordings.invited_sessions(session, Meeting.venue_id == venue_id)
        remember(session, invited)
        before = _said_of(venue)
        _put(session, venue, room)
        session.flush()
        session.expire(venue, ["municipality"])
        words = differing(before, _said_of(venue))
        rewordings.note(session, actor_id, invited, words, tell)
        if words:
            rewordings.plan(session, invited, tell)
        record(session, actor_id, Entry(Verb.REVISED_VENUE, ObjectKind.VENUE, venue_id))
    if words:
        rewordings.carry_out(invited)


def _said_of(venue: Venue) -> dict[str, str]:
    """What an invitation to a meeting there says of the venue."""
    pin = f"{venue.latitude} {venue.longitude}"
    said = {
        Word.PLACE: place_of(venue, venue.municipality.name),
        Word.ACCESS: "\n".join(notes_of(venue)),
        Word.MAP: pin,
    }
    return {word.value: text for word, text in said.items()}


def _put(session: Session, venue: Venue, room: Room) -> None:
    if session.get(Municipality, room.municipality_nis) is None:
        raise NotFound
    for name, value in asdict(room).items():
        setattr(venue, name, value)
