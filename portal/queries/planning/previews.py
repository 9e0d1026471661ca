"""Who would be served if a session had other seats: the rule of places on the rows as they stand, nothing written."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import select

from portal.database import db
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.places import room_and_lines
from portal.queries.registrations.registrations import RegistrationView, views
from portal.rules.base.states import ONE_PER_PERSON
from portal.rules.registrations.places import Room, allocate, over_by

Change = Callable[[Room], Room]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of the seats would bring. `over` is the n of "complet + n"; `moves`: the line still does."""

    served: tuple[RegistrationView, ...]
    over: int
    moves: bool


def with_seats(session_id: int, capacity: int, allowance: int) -> Preview:
    """What so many seats would bring."""
    return _preview(session_id, lambda room: replace(room, capacity=capacity, allowance=allowance))


def with_quota(session_id: int, partner_id: int, quota: int) -> Preview:
    """What another limit for one partner would bring."""
    return _preview(session_id, lambda room: replace(room, raised={**room.raised, partner_id: quota}))


def _preview(session_id: int, change: Change) -> Preview:
    present, lines = room_and_lines(session_id)
    room = change(present)
    ids = [number for award in allocate(room, lines) for number in award.ids]
    found = {row.id: row for row in views(Registration.id.in_(ids))} if ids else {}
    return Preview(tuple(found[number] for number in ids), over_by(room, lines), room.moves)


@dataclass(frozen=True, slots=True)
class Limited:
    """A partner with registrations in a session, and the most seats it may have there now."""

    id: int
    slug: str
    name: str
    quota: int


def limited_partners(session_id: int) -> list[Limited]:
    """The partners with a live registration in a session that limits them, by name."""
    training = db.session.get_one(TrainingSession, session_id)
    raised = {row.partner_id: row.quota for row in training.raised_quotas}
    own = select(Registration.partner_id).where(
        Registration.session_id == session_id, Registration.state.in_(ONE_PER_PERSON)
    )
    rows = db.session.scalars(select(Partner).where(Partner.id.in_(own)).order_by(Partner.folded_name))
    return [Limited(row.id, row.slug, row.name, raised.get(row.id, training.quota or 0)) for row in rows]
