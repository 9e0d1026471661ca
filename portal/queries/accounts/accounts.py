"""Reading accounts: one, and the lists of staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import Account, Membership, SignIn
from portal.models.network.partners import Partner
from portal.models.planning.sessions import SessionTrainer
from portal.queries.accounts.recognition import terms_of
from portal.queries.base.joined import apart, joined
from portal.rules.base.mailboxes import bare_address
from portal.rules.base.names import BookOrder, book_order, full_name, in_order
from portal.rules.base.phones import has_number
from portal.rules.base.secrets import hashed
from portal.rules.base.states import AccountRole, MembershipRole, PartnerStatus
from portal.rules.base.text import fold, fold_email
from portal.rules.refusals import NotFound


def account_id_of(address: str) -> int | None:
    """The account of an address, if it has one."""
    return db.session.scalar(select(Account.id).where(Account.email == fold_email(address)))


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the list of staff."""

    id: int
    name: str
    email: str
    phone: str
    roles: frozenset[AccountRole]
    partners: tuple[str, ...]
    closed_at: datetime | None
    last_seen_at: datetime | None

    def matches(self, words: str, role: AccountRole | None, *, closed: bool) -> bool:
        """Whether the role fits, and the words are hers: of her name, address and partners, or her telephone number."""
        if (role is not None and role not in self.roles) or (self.closed_at is not None) is not closed:
            return False
        return not words or self._says(words) or has_number(self.phone, words)

    def _says(self, words: str) -> bool:
        text = fold(" ".join((self.name, self.email, *self.partners)))
        return all(word in text for word in fold(bare_address(words)).split())


def account_rows() -> list[AccountRow]:
    """Every account, by name; one statement. A portal has some thousands at most: the page narrows them."""
    partners = (
        joined(Partner.name)
        .join(Membership, Membership.partner_id == Partner.id)
        .where(Membership.account_id == Account.id, Membership.left_on.is_(None))
        .correlate(Account)
    )
    seen = select(func.max(SignIn.last_seen_at)).where(SignIn.account_id == Account.id).correlate(Account)
    rows = db.session.execute(
        select(
            Account.id,
            Account.given_name,
            Account.family_name,
            Account.email,
            Account.phone,
            Account.is_staff,
            Account.is_admin,
            Account.deactivated_at,
            partners.scalar_subquery().label("partners"),
            _gives(Account.id).label("trains"),
            _coordinates(Account.id).label("coordinates"),
            seen.scalar_subquery().label("last_seen_at"),
        )
    )
    return [_account_row(row) for row in sorted(rows, key=_by_name)]


def _by_name(row: Row[Any]) -> tuple[BookOrder, int]:
    """An account without a name stands under its address."""
    nameless = "" if row.given_name else row.email
    return book_order(row.given_name, row.family_name or nameless), row.id


def _gives(account_id: Any) -> Any:
    return select(SessionTrainer.session_id).where(SessionTrainer.account_id == account_id).exists()


def _coordinates(account_id: Any) -> Any:
    current = Membership.left_on.is_(None) & (Membership.role == MembershipRole.COORDINATOR)
    return select(Membership.id).where(Membership.account_id == account_id, current).exists()


def _account_row(row: Row[Any]) -> AccountRow:
    held = {
        AccountRole.ADMIN: row.is_admin,
        AccountRole.STAFF: row.is_staff,
        AccountRole.TRAINER: row.trains,
        AccountRole.COORDINATOR: row.coordinates,
    }
    return AccountRow(
        id=row.id,
        name=full_name(row.given_name, row.family_name) or row.email,
        email=row.email,
        phone=row.phone,
        roles=frozenset(role for role, has in held.items() if has),
        partners=tuple(sorted((name for (name,) in apart(row.partners)), key=in_order)),
        closed_at=row.deactivated_at,
        last_seen_at=row.last_seen_at,
    )


@dataclass(frozen=True, slots=True)
class MembershipView:
    """One association somebody acts for."""

    id: int
    partner_id: int
    partner: str
    slug: str
    role: MembershipRole
    since: datetime


@dataclass(frozen=True, slots=True)
class SignInView:
    """One browser that is signed in."""

    id: int
    browser: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with its associations and open sign-ins."""

    id: int
    email: str
    name: str
    given_name: str
    family_name: str
    phone: str
    function: str
    is_staff: bool
    is_admin: bool
    has_second_factor: bool
    sessions_given: int
    created_at: datetime
    closed_at: datetime | None
    memberships: tuple[MembershipView, ...]
    sign_ins: tuple[SignInView, ...]


def account_page(account_id: int, token: str = "") -> AccountPage:
    """One account; the sign-in that holds `token` is marked as the current one. Raises NotFound."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound
    given = _sessions_given(account.id)
    return AccountPage(
        id=account.id,
        email=account.email,
        name=account.name,
        given_name=account.given_name,
        family_name=account.family_name,
        phone=account.phone,
        function=account.function,
        is_staff=account.is_staff,
        is_admin=account.is_admin,
        has_second_factor=account.totp_confirmed_at is not None,
        sessions_given=given,
        created_at=account.created_at,
        closed_at=account.deactivated_at,
        memberships=_membership_views(account.id),
        sign_ins=_open_sign_ins(account, token, teaches=given > 0),
    )


def _sessions_given(account_id: int) -> int:
    sessions = select(func.count()).select_from(SessionTrainer).where(SessionTrainer.account_id == account_id)
    return db.session.scalars(sessions).one()


def _membership_views(account_id: int) -> tuple[MembershipView, ...]:
    rows = db.session.execute(
        select(Membership, Partner)
        .join(Partner, Partner.id == Membership.partner_id)
        .where(Membership.account_id == account_id, Membership.left_on.is_(None))
        .order_by(Partner.folded_name, Membership.id)
    )
    return tuple(
        MembershipView(row.id, partner.id, partner.name, partner.slug, row.role, row.since) for row, partner in rows
    )


def _open_sign_ins(account: Account, token: str, *, teaches: bool) -> tuple[SignInView, ...]:
    terms, now = terms_of(account, teaches=teaches), clock.now()
    rows = db.session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == account.id,
            SignIn.revoked_at.is_(None),
            SignIn.last_seen_at >= now - terms.idle,
            SignIn.created_at >= now - terms.whole,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    )
    here = hashed(token)
    return tuple(
        SignInView(row.id, row.browser, row.created_at, row.last_seen_at, row.token_hash == here) for row in rows
    )


def partners_to_coordinate() -> list[tuple[int, str]]:
    """Every active partner, by name, to choose from."""
    active = select(Partner.id, Partner.name).where(Partner.status == PartnerStatus.ACTIVE)
    rows = db.session.execute(active.order_by(Partner.folded_name, Partner.id))
    return [(row.id, row.name) for row in rows]
