"""Venues: the rooms where meetings take place."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.partners import Municipality
from portal.models.sessions import Meeting, TrainingSession
from portal.models.workshops import Venue
from portal.rules.refusals import NotFound
from portal.rules.states import SessionStatus
from portal.services import jobs
from portal.services.journal import Entry, record

ADDRESS = ("name", "street", "postcode", "municipality_nis")


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
        record(session, actor_id, Entry("added_venue", "venue", venue.id))
        return venue.id


def revise(venue_id: int, room: Room, actor_id: int) -> None:
    """Change a venue. A new name or address reaches the calendars of the coming sessions there.

    Raises NotFound.
    """
    with writing() as session:
        venue = lock_row(session, Venue, venue_id)
        before = _address(venue)
        _put(session, venue, room)
        record(session, actor_id, Entry("revised_venue", "venue", venue_id))
        session_ids = _coming_sessions(session, venue_id) if _address(venue) != before else []
        for session_id in session_ids:
            jobs.plan(session, jobs.JobKind.SETTLE, session_id, clock.now() - timedelta(seconds=1))
    for session_id in session_ids:
        jobs.do_due(session_id)


def _put(session: Session, venue: Venue, room: Room) -> None:
    if session.get(Municipality, room.municipality_nis) is None:
        raise NotFound
    for name, value in asdict(room).items():
        setattr(venue, name, value)


def _address(venue: Venue) -> tuple[str, ...]:
    return tuple(getattr(venue, name) for name in ADDRESS)


def _coming_sessions(session: Session, venue_id: int) -> list[int]:
    coming = (
        select(TrainingSession.id)
        .join(Meeting)
        .where(Meeting.venue_id == venue_id, Meeting.starts_at > clock.now())
        .where(TrainingSession.status == SessionStatus.PUBLISHED)
        .distinct()
        .order_by(TrainingSession.id)
    )
    return list(session.scalars(coming))
