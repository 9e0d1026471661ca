"""Reading registrations: of a partner's team, of one person, of one row. Rows are private: the actor is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from portal.database import db
from portal.database.rows import AnyRow, AnySelect
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.base.ranks import ranks_in
from portal.queries.base.sessions import SessionCard, cards
from portal.queries.registrations.sites import seen_rows
from portal.rules.base.names import book_order, full_name
from portal.rules.base.permissions import Action, Actor, can, sees_site
from portal.rules.base.states import LIVE, SEATS, CancelReason, Outcome, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.registrations.ranks import Rank

# Awaits staff's decision, and not with a request to join. Nearly every row is without one: by that column's own index,
# which SQLite would take for "is null", all of them would be read.
AWAITS_APPROVAL = (Registration.state == RegistrationState.PENDING) & (
    func.coalesce(Registration.join_request_id, 0) == 0
)


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """One registration as its coordinator, its person and staff see it."""

    id: int
    version: int
    session_id: int
    state: RegistrationState
    cancel_reason: CancelReason | None
    outcome: Outcome | None
    joined_at: datetime
    late: bool
    forced: bool
    person_id: int | None
    given_name: str
    family_name: str
    email: str
    function: str
    site_id: int | None
    partner_id: int
    partner_name: str
    partner_slug: str
    hold_expires_at: datetime | None
    left_at: datetime | None
    together: bool
    auto_accept_until: datetime | None
    rank: Rank | None = None

    @property
    def name(self) -> str:
        """Given then family name."""
        return full_name(self.given_name, self.family_name)

    @property
    def live(self) -> bool:
        """Whether it may still be cancelled or changed."""
        return self.state in LIVE and self.left_at is None

    @property
    def to_name(self) -> bool:
        """Whether it is live and still without a name."""
        return self.live and self.person_id is None


@dataclass(frozen=True, slots=True)
class Booking:
    """A session with some of its registrations."""

    card: SessionCard
    rows: tuple[RegistrationView, ...]

    @property
    def seated(self) -> bool:
        """Whether one of them holds a seat that can still be given up."""
        return any(row.live and row.state in SEATS for row in self.rows)


def _columns() -> AnySelect:
    return (
        select(
            Registration.id,
            Registration.version,
            Registration.session_id,
            Registration.state,
            Registration.cancel_reason,
            Registration.outcome,
            Registration.joined_at,
            Registration.late,
            Registration.forced,
            Registration.hold_expires_at,
            Registration.left_at,
            Registration.together,
            Registration.auto_accept_until,
            Registration.person_id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.function,
            Person.site_id,
            Registration.partner_id,
            Partner.name.label("partner_name"),
            Partner.slug.label("partner_slug"),
        )
        .join(Partner, Partner.id == Registration.partner_id)
        .outerjoin(Person, Person.id == Registration.person_id)
    )


def _view(row: AnyRow) -> RegistrationView:
    values = row._asdict()
    for name in ("given_name", "family_name", "email", "function"):
        values[name] = values[name] or ""
    return RegistrationView(**values)


def views(condition: ColumnElement[bool]) -> list[RegistrationView]:
    """The registrations that meet `condition`, by name, without ranks. Callers have scoped the condition."""
    found = [_view(row) for row in db.session.execute(_columns().where(condition))]
    return sorted(found, key=lambda row: (book_order(row.given_name, row.family_name), row.id))


def ranked(rows: Sequence[RegistrationView]) -> list[RegistrationView]:
    """These rows, those that wait with their rank."""
    waiting = {row.session_id for row in rows if row.state is RegistrationState.WAITLISTED}
    found = ranks_in(waiting)
    return [replace(row, rank=found.get(row.id)) for row in rows]


def registration(actor: Actor, registration_id: int) -> RegistrationView:
    """One registration the actor may change: of her partner, or her own. Raises NotFound for any other."""
    found = views(Registration.id == registration_id)
    if not found:
        raise NotFound
    row = found[0]
    if not can(actor, Action.CHANGE_REGISTRATION, partner_id=row.partner_id, address=row.email):
        raise NotFound
    if row.email != actor.email and not sees_row(actor, row):
        raise NotFound
    return row


def sees_row(actor: Actor, row: RegistrationView) -> bool:
    """Whether the actor sees this row as somebody of its partner: one who is held to a site sees that site's people.

    A seat without a name is the whole association's.
    """
    seen = row.person_id is None or sees_site(actor, row.partner_id, row.site_id)
    return seen and can(actor, Action.SEE_PARTNER, partner_id=row.partner_id)


def team(actor: Actor, session_id: int, partner_id: int) -> list[RegistrationView]:
    """A partner's registrations in one session, ranks included. Raises NotFound when the actor is not of it."""
    if not can(actor, Action.SEE_PARTNER, partner_id=partner_id):
        raise NotFound
    mine = (Registration.session_id == session_id) & (Registration.partner_id == partner_id)
    return ranked(views(mine & seen_rows(actor, partner_id)))


def bookings_of_partner(actor: Actor, partner_id: int) -> list[Booking]:
    """All sessions in which a partner has registrations, the latest first. Raises NotFound for foreign partners."""
    if not can(actor, Action.SEE_PARTNER, partner_id=partner_id):
        raise NotFound
    return _bookings(views((Registration.partner_id == partner_id) & seen_rows(actor, partner_id)))


def live_of_colleague(actor: Actor, partner_id: int, person_id: int) -> list[Booking]:
    """Where somebody of the partner is registered still, the next first. Raises NotFound for foreign partners."""
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    hers = (Registration.person_id == person_id) & (Registration.partner_id == partner_id)
    live = hers & Registration.state.in_(LIVE) & Registration.left_at.is_(None) & seen_rows(actor, partner_id)
    return [booking for booking in reversed(_bookings(views(live))) if booking.card.coming]


def bookings_of_person(actor: Actor) -> list[Booking]:
    """All sessions in which the actor's own address is registered, the latest first."""
    if not actor.signed_in:
        raise NotFound
    return _bookings(views(Person.email == actor.email))


def _bookings(rows: Sequence[RegistrationView]) -> list[Booking]:
    found = ranked(rows)
    session_ids = {row.session_id for row in found}
    sessions = cards(TrainingSession.id.in_(session_ids)) if session_ids else []
    return [Booking(card, tuple(row for row in found if row.session_id == card.id)) for card in reversed(sessions)]


def pending() -> list[Booking]:
    """Every registration that awaits staff's decision and was not asked for with a request to join."""
    # Session by session, because there is an index for that: few await a decision among all who ever registered.
    return _bookings(views(AWAITS_APPROVAL & Registration.session_id.in_(select(TrainingSession.id))))
