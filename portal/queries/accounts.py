"""Reading accounts: who is behind a cookie, and the lists of staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.models.accounts import Account, Membership, SignIn
from portal.models.partners import Partner
from portal.models.sessions import SessionTrainer
from portal.rules.permissions import Actor
from portal.rules.secrets import hashed
from portal.rules.states import MembershipRole, PartnerStatus

PARTNER_STAYS = timedelta(days=30)
STAFF_STAYS = timedelta(hours=12)
ACTING = (PartnerStatus.ACTIVE, PartnerStatus.DORMANT)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The actor behind a cookie, with the sign-in's own row id and last use."""

    actor: Actor
    sign_in_id: int
    last_seen_at: datetime


def recognise(token: str) -> Recognised | None:
    """Who holds `token`; None when the sign-in was revoked, is too old, or its account is closed."""
    found = db.session.execute(
        select(SignIn, Account)
        .join(Account, SignIn.account_id == Account.id)
        .where(SignIn.token_hash == hashed(token), SignIn.revoked_at.is_(None), Account.deactivated_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    sign_in, account = found
    actor = _actor(account, sign_in)
    stays = STAFF_STAYS if account.is_staff or account.is_admin or actor.teaches else PARTNER_STAYS
    if clock.now() - sign_in.last_seen_at > stays:
        return None
    return Recognised(actor, sign_in.id, sign_in.last_seen_at)


def _actor(account: Account, sign_in: SignIn) -> Actor:
    staff = account.is_staff or account.is_admin
    roles = _memberships(account.id)
    return Actor(
        account_id=account.id,
        email=account.email,
        name=account.name,
        is_staff=account.is_staff,
        is_admin=account.is_admin,
        awaiting_second_factor=staff and sign_in.second_factor_at is None,
        has_second_factor=account.totp_confirmed_at is not None,
        coordinates=frozenset(partner for partner, role in roles if role is MembershipRole.COORDINATOR),
        belongs_to=frozenset(partner for partner, _role in roles),
        teaches=_teaches(account.id),
    )


def _memberships(account_id: int) -> list[tuple[int, MembershipRole]]:
    current = (
        select(Membership.partner_id, Membership.role)
        .join(Partner, Partner.id == Membership.partner_id)
        .where(Membership.account_id == account_id, Membership.left_on.is_(None), Partner.status.in_(ACTING))
    )
    return [(partner, role) for partner, role in db.session.execute(current)]


def _teaches(account_id: int) -> frozenset[int]:
    given = select(SessionTrainer.session_id).where(SessionTrainer.account_id == account_id)
    return frozenset(db.session.scalars(given))
