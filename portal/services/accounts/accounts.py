"""Accounts: the first administrator, one's own details, roles, closing and reopening."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.accounts import account_changes as compose
from portal.models.accounts.accounts import Account, SignIn
from portal.rules.base.phones import readable_phone
from portal.rules.base.states import AccountRole
from portal.rules.base.text import fold_email
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.accounts import LastAdministrator
from portal.services.base.journal import Entry, record

GONE = "@anonyme.invalid"  # the address of an account that is nobody's any more, after its number


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody says of herself; lists and mails show it."""

    given_name: str
    family_name: str
    phone: str = ""
    function: str = ""


def make_administrator(address: str) -> str:
    """Give the address the administrator's role, with an account if it has none; returns it folded."""
    with writing() as session:
        account = find_or_add(session, address)
        before, account.is_admin, account.deactivated_at = account.is_admin, True, None
        record(session, None, Entry(Verb.MADE_ADMINISTRATOR, ObjectKind.ACCOUNT, account.id))
        if not before:
            compose.roles_changed(session, account, None)
        return account.email


def find_or_add(session: Session, address: str) -> Account:
    """The account of an address, made when there is none. Runs inside the caller's `writing()`."""
    email = fold_email(address)
    account = session.scalars(select(Account).where(Account.email == email)).one_or_none()
    if account is None:
        account = Account(email=email, created_at=clock.now())
        session.add(account)
        session.flush()
    return account


def change_profile(account_id: int, profile: Profile) -> None:
    """Keep what somebody says of herself, the phone in its readable form. Raises PhoneUnreadable."""
    phone = readable_phone(profile.phone)
    with writing() as session:
        account = lock_row(session, Account, account_id)
        account.given_name, account.family_name = profile.given_name, profile.family_name
        account.phone, account.function = phone, profile.function
        record(session, account_id, Entry(Verb.CHANGED_PROFILE, ObjectKind.ACCOUNT, account_id))


def set_roles(account_id: int, *, is_staff: bool, is_admin: bool, actor_id: int) -> None:
    """Give and take the roles of staff and administrator; a change ends every sign-in of the account.

    Raises LastAdministrator when nobody would be left with the role.
    """
    with _changing(account_id, keeps_role=is_admin) as (session, account):
        before = roles_of(account)
        account.is_staff, account.is_admin = is_staff, is_admin
        if roles_of(account) == before:
            return
        entry = Entry(Verb.CHANGED_ROLES, ObjectKind.ACCOUNT, account.id, before=before, after=roles_of(account))
        record(session, actor_id, entry)
        end_every_sign_in(session, account.id)
        compose.roles_changed(session, account, actor_id)


def close(account_id: int, actor_id: int) -> None:
    """Let nobody in with this account any more, at once; what it did stays. Raises LastAdministrator."""
    with _changing(account_id, keeps_role=False) as (session, account):
        if account.deactivated_at is None:
            account.deactivated_at = clock.now()
            record(session, actor_id, Entry(Verb.CLOSED_ACCOUNT, ObjectKind.ACCOUNT, account.id))
            end_every_sign_in(session, account.id)
            compose.access_changed(session, account, actor_id)


def reopen(account_id: int, actor_id: int) -> None:
    """Let a closed account in again, with the roles it had."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        if account.deactivated_at is not None:
            account.deactivated_at = None
            record(session, actor_id, Entry(Verb.REOPENED_ACCOUNT, ObjectKind.ACCOUNT, account.id))
            compose.access_changed(session, account, actor_id)


def end_sign_ins(account_id: int, actor_id: int) -> None:
    """Sign the account out everywhere."""
    with writing() as session:
        account = lock_row(session, Account, account_id)
        end_every_sign_in(session, account.id)
        record(session, actor_id, Entry(Verb.ENDED_SIGN_INS, ObjectKind.ACCOUNT, account.id))


def end_every_sign_in(session: Session, account_id: int) -> None:
    """Revoke the sign-ins of an account, inside the caller's `writing()`."""
    open_ones = update(SignIn).where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
    session.execute(open_ones.values(revoked_at=clock.now()))


def roles_of(account: Account) -> str:
    """The roles of an account as the journal keeps them: "staff, admin"."""
    held = {AccountRole.STAFF: account.is_staff, AccountRole.ADMIN: account.is_admin}
    return ", ".join(role for role, has in held.items() if has)


@contextmanager
def _changing(account_id: int, *, keeps_role: bool) -> Iterator[tuple[Session, Account]]:
    """The account, locked after all administrators: two who take the role from each other wait in line."""
    with writing() as session:
        active = select(Account.id).where(Account.is_admin, Account.deactivated_at.is_(None))
        administrators = set(session.scalars(active.order_by(Account.id).with_for_update()))
        account = lock_row(session, Account, account_id)
        if administrators == {account_id} and not keeps_role:
            raise LastAdministrator
        yield session, account
