"""Why a registration has its seat, or still waits: the rule of places with the figures that decide.

Counts only: nobody reads the name of another partner's person here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.database import db
from portal.models.base.journal import Event
from portal.models.registrations.registrations import Registration
from portal.queries.base.sessions import SessionCard, card_by_id
from portal.queries.registrations.places import room_and_lines
from portal.queries.registrations.registrations import RegistrationView, sees_row, views
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import SEATS, RegistrationState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.registrations.places import Line, free_seats, quota_left, quota_of, seats_by_partner
from portal.rules.registrations.ranks import Rank, ranks
from portal.rules.registrations.transitions import TransitionKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """The figures of one who waits, as they stand now. `quota` is None where nothing limits the partner.

    `before_own` and `before_others` count the people whom the rule would serve first, of the same partner and
    of `before_partners` others.
    """

    seats: int
    limit: int
    free: int
    quota: int | None
    quota_left: int | None
    partner_seats: int
    credit: bool
    rank: Rank | None
    before_own: int
    before_others: int
    before_partners: int
    moves: bool


@dataclass(frozen=True, slots=True)
class Seated:
    """The figures that gave a seat, as they stood just before. `quota_left` is None where nothing limited."""

    at: datetime
    free: int
    partner_seats: int
    quota_left: int | None
    credit: bool
    size: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One registration with why it stands where it stands.

    `forced` is the reason staff or the trainer gave for a seat by decision, None without one; `replaces` says
    that the seat was a colleague's.
    """

    row: RegistrationView
    card: SessionCard
    waiting: Waiting | None
    seated: Seated | None
    forced: str | None
    replaces: bool


def reason(actor: Actor, registration_id: int) -> Reason:
    """Why this registration has a seat or waits. Raises NotFound for whoever may not see it.

    Its person, its partner's people, the session's trainers and staff may.
    """
    found = views(Registration.id == registration_id)
    if not found or not _may_see(actor, found[0]):
        raise NotFound
    row = found[0]
    events = _events(registration_id)
    has_seat = row.state in SEATS
    return Reason(
        row=row,
        card=card_by_id(row.session_id),
        waiting=_waiting(row) if row.state is RegistrationState.WAITLISTED else None,
        seated=_seated(events) if has_seat else None,
        forced=_forced(events) if has_seat and row.forced else None,
        replaces=_replaces(registration_id),
    )


def _may_see(actor: Actor, row: RegistrationView) -> bool:
    """A person with two hats sees it by either."""
    return (
        bool(row.email and row.email == actor.email)
        or sees_row(actor, row)
        or can(actor, Action.SEE_ATTENDEES, session_id=row.session_id)
    )


def _events(registration_id: int) -> list[Event]:
    wanted = select(Event).where(
        Event.object_kind == ObjectKind.REGISTRATION,
        Event.object_id == registration_id,
        Event.verb.in_((Verb.ALLOCATED, TransitionKind.FORCED.value)),
    )
    return list(db.session.scalars(wanted.order_by(Event.id.desc())))


def _seated(events: Sequence[Event]) -> Seated | None:
    event = next((event for event in events if event.verb == Verb.ALLOCATED), None)
    if event is None:
        return None
    figures: Mapping[str, Any] = event.inputs
    return Seated(
        at=event.at,
        free=figures["free"],
        partner_seats=figures["partner_seats"],
        quota_left=figures["quota_left"],
        credit=bool(figures["credit"]),
        size=figures["size"],
    )


def _forced(events: Sequence[Event]) -> str:
    return next((event.reason for event in events if event.verb == TransitionKind.FORCED.value), "")


def _replaces(registration_id: int) -> bool:
    found = db.session.scalar(select(Registration.replaces_id).where(Registration.id == registration_id))
    return found is not None


def _waiting(row: RegistrationView) -> Waiting:
    room, lines = room_and_lines(row.session_id)
    seats = seats_by_partner(lines)
    found = ranks(room, lines)
    own = next(line for line in lines if line.id == row.id)
    before = _before(found, lines, row.id)
    others = [line.partner_id for line in before if line.partner_id != row.partner_id]
    return Waiting(
        seats=seats.total(),
        limit=room.limit,
        free=free_seats(room, lines),
        quota=quota_of(room, row.partner_id),
        quota_left=quota_left(room, lines, row.partner_id),
        partner_seats=seats[row.partner_id],
        credit=bool(own.credit),
        rank=found.get(row.id),
        before_own=len(before) - len(others),
        before_others=len(others),
        before_partners=len(set(others)),
        moves=room.moves and own.auto_accepts,
    )


def _before(found: Mapping[int, Rank], lines: Sequence[Line], registration_id: int) -> list[Line]:
    """Who would be served first; nobody can be said to be while the quota stands in the way."""
    own = found.get(registration_id)
    if own is None or own.position is None:
        return []
    ahead = {number for number, rank in found.items() if rank.position and rank.position < own.position}
    return [line for line in lines if line.id in ahead]
