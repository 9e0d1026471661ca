"""Reading where a team goes, as a calendar: the meetings at which somebody of it has a seat, with who comes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from portal.database import db
from portal.database.rows import AnyRow
from portal.mail.wire.calendar import FeedItem
from portal.mail.wire.words import unlinkable
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner
from portal.models.post.feeds import TeamFeed
from portal.models.registrations.people import ANONYMOUS, Person
from portal.models.registrations.registrations import Registration
from portal.queries.accounts.recognition import ACTING
from portal.queries.planning.feeds import item_of, recent_meetings
from portal.rules.base.names import book_order, full_name
from portal.rules.base.permissions import Action, Actor, can, sees_site
from portal.rules.base.secrets import hashed
from portal.rules.base.states import MembershipRole, RegistrationState
from portal.rules.refusals import NotFound

SEATED = (RegistrationState.CONFIRMED, RegistrationState.COMPLETED)


@dataclass(frozen=True, slots=True)
class TeamFeedView:
    """An address that was made: for which site (None: the whole team), and when."""

    id: int
    site_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TeamCalendar:
    """The name of the association and the meetings of its team."""

    partner: str
    items: tuple[FeedItem, ...]


def feeds_of(actor: Actor, partner_id: int) -> list[TeamFeedView]:
    """The addresses that the actor made for this team, the oldest first. Raises NotFound for foreign partners."""
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    own = (TeamFeed.account_id == actor.account_id, TeamFeed.partner_id == partner_id)
    found = db.session.scalars(select(TeamFeed).where(*own).order_by(TeamFeed.id))
    seen = [feed for feed in found if sees_site(actor, partner_id, feed.site_id)]
    return [TeamFeedView(feed.id, feed.site_id, feed.created_at) for feed in seen]


def takes_monday_mail(actor: Actor, partner_id: int) -> bool | None:
    """Whether the actor asked for the mail of Monday about this team; None for whom does not coordinate it herself."""
    own = (Membership.account_id == actor.account_id, Membership.partner_id == partner_id)
    current = (Membership.role == MembershipRole.COORDINATOR, Membership.left_on.is_(None))
    return db.session.scalar(select(Membership.monday_mail).where(*own, *current))


def team_calendar(token: str) -> TeamCalendar:
    """The meetings of the token's team, four statements.

    It opens while its account coordinates the association, and shows what she may see then. Raises NotFound.
    """
    found = _opened(token)
    site = found.held_to if found.held_to is not None else found.site_id
    if found.site_id not in (None, site):
        raise NotFound
    seats = _seats(found.partner_id, site)
    named = [
        _named(item_of(row, one, own=True), [seat for seat in seats[row.id] if _comes(seat, one.starts_at)])
        for row, one in recent_meetings(sorted(seats))
    ]
    return TeamCalendar(found.name, tuple(item for item in named if item is not None))


def _opened(token: str) -> AnyRow:
    statement = (
        select(TeamFeed.partner_id, TeamFeed.site_id, Membership.site_id.label("held_to"), Partner.name)
        .join(Account, Account.id == TeamFeed.account_id)
        .join(Partner, Partner.id == TeamFeed.partner_id)
        .join(
            Membership,
            (Membership.account_id == TeamFeed.account_id) & (Membership.partner_id == TeamFeed.partner_id),
        )
        .where(
            TeamFeed.token_hash == hashed(token),
            Account.deactivated_at.is_(None),
            Partner.status.in_(ACTING),
            Membership.role == MembershipRole.COORDINATOR,
            Membership.left_on.is_(None),
        )
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def _seats(partner_id: int, site_id: int | None) -> dict[int, list[AnyRow]]:
    """By session, who of the team has a seat there."""
    statement = (
        select(Registration.session_id, Registration.left_at, Person.given_name, Person.family_name)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.partner_id == partner_id, Registration.state.in_(SEATED), Person.folded_name != ANONYMOUS)
    )
    if site_id is not None:
        statement = statement.where(Person.site_id == site_id)
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.session_id].append(row)
    return found


def _comes(seat: AnyRow, starts_at: datetime) -> bool:
    return seat.left_at is None or starts_at < seat.left_at


def _named(item: FeedItem, seats: Collection[AnyRow]) -> FeedItem | None:
    """The meeting with the names of who comes; None where nobody does."""
    if not seats:
        return None
    ordered = sorted(seats, key=lambda seat: book_order(seat.given_name, seat.family_name))
    names = ", ".join(unlinkable(full_name(seat.given_name, seat.family_name)) for seat in ordered)
    return replace(item, uid=f"equipe-{item.uid}", description=f"{names}\n\n{item.description}")
