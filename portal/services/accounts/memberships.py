"""Who acts for a partner: naming a second coordinator, stepping down."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.accounts import account_changes
from portal.mail.compose.registrations import joining as compose
from portal.models.accounts.accounts import Account, Membership
from portal.models.base.journal import Event
from portal.models.network.partners import Partner, Site
from portal.rules.base.states import MembershipRole
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.accounts import AccountClosed, LastCoordinator, TooManyRequests
from portal.rules.refusals.base import NothingChanged
from portal.services.accounts.accounts import find_or_add
from portal.services.base.journal import Entry, record

MOST_A_DAY = 20


def name_coordinator(partner_id: int, address: str, actor_id: int, site_id: int | None = None) -> None:
    """Name a coordinator by her address: she gets a mail and signs in with that address. With a site, for it alone.

    Naming one who coordinates already changes nothing. Raises AccountClosed, TooManyRequests, NotFound (no such site).
    """
    with writing() as session:
        partner = lock_row(session, Partner, partner_id)
        _check_site(session, partner.id, site_id)
        account = find_or_add(session, address)
        if account.deactivated_at is not None:
            raise AccountClosed
        if _acts_already(session, account.id, partner.id):
            return
        _check_pace(session, actor_id)
        add_coordinator(session, account.id, partner.id).site_id = site_id
        record(
            session,
            actor_id,
            Entry(
                Verb.NAMED_COORDINATOR, ObjectKind.PARTNER, partner.id, inputs={"account": account.id, "site": site_id}
            ),
        )
        compose.coordinator_named(session, partner.id, account.id, actor_id)


def add_coordinator(session: Session, account_id: int, partner_id: int) -> Membership:
    """Make the account a coordinator of the partner, inside the caller's `writing()`; its sign-ins go on."""
    current = select(Membership).where(
        Membership.account_id == account_id, Membership.partner_id == partner_id, Membership.left_on.is_(None)
    )
    membership = session.scalars(current).one_or_none()
    if membership is None:
        membership = Membership(
            account_id=account_id, partner_id=partner_id, role=MembershipRole.COORDINATOR, since=clock.now()
        )
        session.add(membership)
    membership.role = MembershipRole.COORDINATOR
    return membership


def _check_site(session: Session, partner_id: int, site_id: int | None) -> None:
    site = session.get(Site, site_id) if site_id is not None else None
    if site_id is not None and (site is None or site.partner_id != partner_id):
        raise NotFound


def limit(membership_id: int, partner_id: int, site_id: int | None, actor_id: int) -> None:
    """Let a coordinator of this partner act for one of its sites alone, or for all of them (None).

    Raises NotFound, NothingChanged, LastCoordinator (somebody acts for the whole association).
    """
    with writing() as session:
        partner = lock_row(session, Partner, partner_id)
        _check_site(session, partner.id, site_id)
        membership = _current(session, membership_id, partner.id)
        if membership.role is not MembershipRole.COORDINATOR:
            raise NotFound
        if membership.site_id == site_id:
            raise NothingChanged
        if membership.site_id is None and _of_the_whole(session, partner.id) < 2:
            raise LastCoordinator
        membership.site_id = site_id
        inputs = {"account": membership.account_id, "site": site_id}
        record(session, actor_id, Entry(Verb.LIMITED_COORDINATOR, ObjectKind.PARTNER, partner.id, inputs=inputs))


def _current(session: Session, membership_id: int, partner_id: int) -> Membership:
    membership = session.get(Membership, membership_id)
    if membership is None or membership.partner_id != partner_id or membership.left_on is not None:
        raise NotFound
    return membership


def _acts_already(session: Session, account_id: int, partner_id: int) -> bool:
    current = select(Membership.id).where(
        Membership.account_id == account_id,
        Membership.partner_id == partner_id,
        Membership.role == MembershipRole.COORDINATOR,
        Membership.left_on.is_(None),
    )
    return session.scalar(current) is not None


def _check_pace(session: Session, actor_id: int) -> None:
    """Each naming mails somebody: a day has an end."""
    since = clock.now() - timedelta(days=1)
    named = (
        select(func.count())
        .select_from(Event)
        .where(Event.actor_id == actor_id, Event.verb == Verb.NAMED_COORDINATOR, Event.at > since)
    )
    if (session.scalar(named) or 0) >= MOST_A_DAY:
        raise TooManyRequests(minutes=24 * 60)


def end_membership(membership_id: int, partner_id: int, actor_id: int) -> None:
    """End a membership of this partner. Raises NotFound, LastCoordinator."""
    with writing() as session:
        partner = lock_row(session, Partner, partner_id)
        membership = _current(session, membership_id, partner_id)
        whole = membership.role is MembershipRole.COORDINATOR and membership.site_id is None
        if whole and _of_the_whole(session, partner_id) < 2:
            raise LastCoordinator
        membership.left_on = clock.now()
        inputs = {"account": membership.account_id}
        record(session, actor_id, Entry(Verb.MEMBERSHIP_ENDED, ObjectKind.PARTNER, partner_id, inputs=inputs))
        account_changes.membership_ended(session, membership.account, partner, actor_id)


def end_held_to(session: Session, site_id: int) -> None:
    """End the roles of who is limited to a site that goes: without it nothing would limit her any more.

    Inside the caller's `writing()`.
    """
    held = update(Membership).where(Membership.site_id == site_id, Membership.left_on.is_(None))
    session.execute(held.values(left_on=clock.now()))


def _of_the_whole(session: Session, partner_id: int) -> int:
    """How many coordinate all of the partner."""
    current = (
        select(func.count())
        .select_from(Membership)
        .join(Account)
        .where(
            Account.deactivated_at.is_(None),
            Membership.partner_id == partner_id,
            Membership.role == MembershipRole.COORDINATOR,
            Membership.left_on.is_(None),
            Membership.site_id.is_(None),
        )
    )
    return session.scalar(current) or 0
