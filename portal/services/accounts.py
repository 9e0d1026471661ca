"""Accounts: the first administrator, roles, closing an account."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.models.accounts import Account
from portal.rules.text import fold_email
from portal.services.journal import Entry, record


def make_administrator(address: str) -> str:
    """Give the address the administrator's role, with an account if it has none; returns the folded address."""
    with writing() as session:
        account = find_or_add(session, address)
        account.is_admin = True
        account.deactivated_at = None
        record(session, None, Entry("made_administrator", "account", account.id))
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
