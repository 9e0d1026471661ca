"""The address of one's own calendar: made, replaced, taken away. Only the hash of its token is kept."""

from portal import clock
from portal.database import lock_row, writing
from portal.models.accounts.accounts import Account
from portal.models.post.feeds import PrivateFeed
from portal.rules.base.secrets import hashed, new_token
from portal.rules.base.verbs import ObjectKind, Verb
from portal.services.base.journal import Entry, record


def renew(account_id: int) -> str:
    """A new token for the account's calendar; the former address opens nothing any more. Shown once, never again."""
    token = new_token()
    with writing() as session:
        lock_row(session, Account, account_id)
        row = session.get(PrivateFeed, account_id)
        if row is None:
            row = PrivateFeed(account_id=account_id)
            session.add(row)
        row.token_hash, row.created_at = hashed(token), clock.now()
        record(session, account_id, Entry(Verb.RENEWED_FEED, ObjectKind.ACCOUNT, account_id))
    return token


def stop(account_id: int) -> None:
    """Take the address away; nothing happens where there is none."""
    with writing() as session:
        lock_row(session, Account, account_id)
        row = session.get(PrivateFeed, account_id)
        if row is not None:
            session.delete(row)
            record(session, account_id, Entry(Verb.STOPPED_FEED, ObjectKind.ACCOUNT, account_id))
