"""Reading the accounts of the demo, for the page that lists them. For development only: it reads second factors."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.database import db
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner
from portal.models.planning.sessions import SessionTrainer
from portal.rules.base.states import MembershipRole


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account one may try; `totp_secret` of staff, `partner` of who acts for one."""

    email: str
    name: str
    totp_secret: str | None = None
    partner: str = ""


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """The accounts by what they may do."""

    admins: tuple[DemoAccount, ...]
    staff: tuple[DemoAccount, ...]
    trainers: tuple[DemoAccount, ...]
    coordinators: tuple[DemoAccount, ...]
    members: tuple[DemoAccount, ...]


def accounts() -> DemoAccounts:
    """Every open account by role, in three statements."""
    team = _team()
    memberships = _memberships()
    return DemoAccounts(
        admins=tuple(_view(account) for account in team if account.is_admin),
        staff=tuple(_view(account) for account in team if not account.is_admin),
        trainers=_trainers(),
        coordinators=tuple(view for role, view in memberships if role is MembershipRole.COORDINATOR),
        members=tuple(view for role, view in memberships if role is MembershipRole.MEMBER),
    )


def _view(account: Account, partner: str = "") -> DemoAccount:
    return DemoAccount(account.email, account.name, account.totp_secret, partner)


def _team() -> list[Account]:
    in_team = select(Account).where(Account.is_staff | Account.is_admin, Account.deactivated_at.is_(None))
    return sorted(db.session.scalars(in_team), key=lambda account: account.book_order)


def _trainers() -> tuple[DemoAccount, ...]:
    give = select(SessionTrainer.account_id)
    found = select(Account).where(Account.id.in_(give), Account.deactivated_at.is_(None))
    return tuple(_view(account) for account in sorted(db.session.scalars(found), key=lambda one: one.book_order))


def _memberships() -> list[tuple[MembershipRole, DemoAccount]]:
    current = (
        select(Membership.role, Account, Partner.name)
        .join(Account, Account.id == Membership.account_id)
        .join(Partner, Partner.id == Membership.partner_id)
        .where(Membership.left_on.is_(None), Account.deactivated_at.is_(None))
        .order_by(Partner.folded_name, Account.email)
    )
    return [(role, _view(account, partner)) for role, account, partner in db.session.execute(current)]
