"""Reading who is behind a cookie: asked at each request of somebody who is signed in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, exists, select, type_coerce

from portal import clock
from portal.database import rows
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account, Membership, SignIn
from portal.models.network.partners import Partner
from portal.models.planning.sessions import SessionTrainer
from portal.rules.accounts.sign_in_terms import PARTNER, TEAM, Terms, factor_is_due
from portal.rules.base.names import full_name
from portal.rules.base.permissions import Actor
from portal.rules.base.secrets import hashed
from portal.rules.base.states import MembershipRole, PartnerStatus

ACTING = (PartnerStatus.ACTIVE, PartnerStatus.DORMANT)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The actor behind a cookie, with the sign-in's own row id and last use."""

    actor: Actor
    sign_in_id: int
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class SessionsGiven:
    """The sessions that an account teaches. That there are `some` is known; about each the database is asked once."""

    account_id: int
    some: bool
    _asked: dict[object, bool] = field(default_factory=dict, compare=False, repr=False)

    def __bool__(self) -> bool:
        return self.some

    def __contains__(self, session_id: object, /) -> bool:
        if self.some and session_id not in self._asked:
            self._asked[session_id] = bool(rows(GIVEN, account_id=self.account_id, session_id=session_id))
        return self._asked.get(session_id, False)


def _memberships() -> Any:
    """The partners that accounts act for, each with the role held there."""
    return (
        select(
            Membership.account_id,
            Membership.partner_id,
            Membership.site_id,
            type_coerce(Membership.role, String).label("role"),
        )
        .join(Partner, Partner.id == Membership.partner_id)
        .where(Membership.left_on.is_(None), Partner.status.in_(ACTING))
        .subquery()
    )


GIVEN = select(SessionTrainer.session_id).where(
    SessionTrainer.account_id == bindparam("account_id"), SessionTrainer.session_id == bindparam("session_id")
)
MEMBERSHIPS = _memberships()
RECOGNISED = (
    select(
        SignIn.id.label("sign_in_id"),
        SignIn.created_at,
        SignIn.last_seen_at,
        SignIn.second_factor_at,
        Account.id,
        Account.email,
        Account.given_name,
        Account.family_name,
        Account.is_staff,
        Account.is_admin,
        Account.totp_confirmed_at,
        exists().where(SessionTrainer.account_id == Account.id).label("teaches"),
        MEMBERSHIPS.c.partner_id,
        MEMBERSHIPS.c.role,
        MEMBERSHIPS.c.site_id,
    )
    .join(Account, SignIn.account_id == Account.id)
    .outerjoin(MEMBERSHIPS, MEMBERSHIPS.c.account_id == Account.id)
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.revoked_at.is_(None))
    .where(Account.deactivated_at.is_(None))
)


def recognise(token: str) -> Recognised | None:
    """Who holds `token`, in one statement; None when the sign-in was revoked or is too old, or its account closed."""
    found = rows(RECOGNISED, token_hash=hashed(token))
    if not found:
        return None
    row = found[0]
    actor = _actor(row, {(line.role, line.partner_id, line.site_id) for line in found})
    if terms_of(row, teaches=row.teaches).over(row.created_at, row.last_seen_at, clock.now()):
        return None
    return Recognised(actor, row.sign_in_id, row.last_seen_at)


def terms_of(account: AnyRow | Account, *, teaches: bool) -> Terms:
    """How long the sign-ins of an account last."""
    return TEAM if account.is_staff or account.is_admin or teaches else PARTNER


def _actor(account: AnyRow, memberships: set[tuple[str, int, int | None]]) -> Actor:
    def within(held: str) -> frozenset[int]:
        return frozenset(partner_id for role, partner_id, _site in memberships if role == held)

    staff = account.is_staff or account.is_admin
    coordinates = within(MembershipRole.COORDINATOR)
    return Actor(
        account_id=account.id,
        email=account.email,
        name=full_name(account.given_name, account.family_name) or account.email,
        is_staff=account.is_staff,
        is_admin=account.is_admin,
        awaiting_second_factor=staff and factor_is_due(account.second_factor_at, clock.now()),
        has_second_factor=account.totp_confirmed_at is not None,
        coordinates=coordinates,
        belongs_to=coordinates | within(MembershipRole.MEMBER),
        held_to=frozenset((partner_id, site) for _role, partner_id, site in memberships if site is not None),
        teaches=SessionsGiven(account.id, bool(account.teaches)),
    )
