"""From a mailbox's own link to what it wants to hear."""

from portal.database import db
from portal.mail.wire.personal_links import mailbox_token_of, number_in, opens_mailbox
from portal.models.accounts.accounts import Account
from portal.models.planning.announcements import MailPreference
from portal.rules.refusals.post import MailboxLinkUnknown


def by_token(token: str) -> MailPreference:
    """The mailbox of a link. Raises MailboxLinkUnknown."""
    number = number_in(token)
    row = db.session.get(MailPreference, number) if number is not None else None
    if row is None or not opens_mailbox(token, row):
        raise MailboxLinkUnknown
    return row


def stopped_token(account_id: int) -> str:
    """The token of the account's own mailbox where it asked to hear nothing, else ""."""
    row = (
        db.session.query(MailPreference)
        .join(Account, Account.email == MailPreference.mailbox)
        .filter(Account.id == account_id, MailPreference.stopped_at.is_not(None))
        .one_or_none()
    )
    return mailbox_token_of(row) if row is not None else ""
