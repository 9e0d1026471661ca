"""Keeping what a trainer wants her lists of attendees to look like."""

from portal.database import lock_row, writing
from portal.models.accounts.accounts import Account
from portal.models.attendance.list_choices import KeptListChoice
from portal.rules.attendance.list_choices import ListChoice


def keep(account_id: int, choice: ListChoice) -> None:
    """Keep a choice for the account, instead of the one before; it holds for every session and every kind of file."""
    with writing() as session:
        lock_row(session, Account, account_id)
        session.merge(KeptListChoice(account_id=account_id, chosen=choice.as_json()))
