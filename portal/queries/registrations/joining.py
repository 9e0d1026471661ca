"""Reading requests to join."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.database import db
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Municipality, Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import JoinRequest
from portal.models.registrations.registrations import Registration
from portal.queries.base.sessions import SessionCard, cards
from portal.queries.registrations.my_partner import PartnerName
from portal.queries.registrations.registrations import RegistrationView, views
from portal.rules.base.names import in_order
from portal.rules.base.permissions import Actor
from portal.rules.base.states import JoinState, PartnerStatus, Visibility
from portal.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Options:
    """What the form offers: partners everybody may know of, and communes as pairs of code and name."""

    partners: tuple[PartnerName, ...]
    municipalities: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request to join, with the colleagues typed for a session."""

    id: int
    state: JoinState
    created_at: datetime
    asker: str
    email: str
    function: str
    phone: str
    message: str
    reason: str
    partner: PartnerName
    new_partner: bool
    individual: bool
    kind: str
    municipality: str
    card: SessionCard | None
    people: tuple[RegistrationView, ...]


def options() -> Options:
    """The choices of the form; a partner only staff may see is not offered."""
    shown = (Partner.status == PartnerStatus.ACTIVE) & (Partner.visibility != Visibility.STAFF)
    partners = select(Partner.id, Partner.slug, Partner.name).where(shown).order_by(Partner.folded_name)
    communes = select(Municipality.nis, Municipality.name).where(Municipality.valid_to.is_(None))
    return Options(
        tuple(PartnerName(*row) for row in db.session.execute(partners)),
        tuple(sorted(((nis, name) for nis, name in db.session.execute(communes)), key=lambda pair: in_order(pair[1]))),
    )


def waiting_of(actor: Actor) -> RequestView | None:
    """The actor's own request that staff have not answered yet."""
    mine = (JoinRequest.account_id == actor.account_id) & (JoinRequest.state == JoinState.WAITING)
    found = _views(mine)
    return found[-1] if found else None


def waiting() -> list[RequestView]:
    """Every request that awaits an answer, the oldest first; for staff."""
    return _views(JoinRequest.state == JoinState.WAITING)


def request_view(request_id: int) -> RequestView:
    """One request, for staff. Raises NotFound."""
    found = _views(JoinRequest.id == request_id)
    if not found:
        raise NotFound
    return found[0]


def _views(condition: object) -> list[RequestView]:
    rows = db.session.execute(
        select(JoinRequest, Account, Partner, Municipality.name)
        .join(Account, Account.id == JoinRequest.account_id)
        .join(Partner, Partner.id == JoinRequest.partner_id)
        .outerjoin(Municipality, Municipality.nis == JoinRequest.municipality_nis)
        .where(condition)  # type: ignore[arg-type] # a column expression
        .order_by(JoinRequest.created_at, JoinRequest.id)
    ).all()
    people = views(Registration.join_request_id.in_([row[0].id for row in rows])) if rows else []
    asked_for = {row[0].session_id for row in rows if row[0].session_id}
    sessions = {card.id: card for card in cards(TrainingSession.id.in_(asked_for))} if asked_for else {}
    return [_view(row, sessions.get(row[0].session_id or 0), people) for row in rows]


def _view(row: AnyRow, card: SessionCard | None, people: list[RegistrationView]) -> RequestView:
    request, account, partner, commune = row
    return RequestView(
        id=request.id,
        state=request.state,
        created_at=request.created_at,
        asker=account.name,
        email=account.email,
        function=account.function,
        phone=request.phone,
        message=request.message,
        reason=request.reason,
        partner=PartnerName(partner.id, partner.slug, partner.name),
        new_partner=request.new_partner,
        individual=partner.individual,
        kind=request.kind,
        municipality=commune or "",
        card=card,
        people=tuple(someone for someone in people if someone.partner_id == partner.id),
    )
