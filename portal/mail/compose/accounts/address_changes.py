"""Messages about another address for an account, to both mailboxes. Written inside the caller's `writing()`."""

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.mail.compose.accounts.account_changes import by_whom, to_owner
from portal.mail.wire import outbox
from portal.mail.wire.links import link
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.words import unlinkable
from portal.models.accounts.accounts import Account, AddressChange
from portal.rules.base.dates import datetime_long


def confirm_address(session: Session, change: AddressChange, account: Account, old: str, new: str) -> None:
    """Ask both mailboxes whether the account may have the new address; `old`, `new`: the tokens of their links."""
    both = ((old, True), (new, False))
    outbox.put_all(session, [confirm_mail(change, account, token, ours=ours) for token, ours in both])


def confirm_mail(change: AddressChange, account: Account, token: str, *, ours: bool) -> Envelope:
    """What one of the two mailboxes reads: the present address (`ours`) or the new one."""
    return _about(change, account, "address_confirm", token, ours=ours)


def address_planned(session: Session, change: AddressChange, account: Account, old: str, new: str) -> None:
    """Tell both mailboxes what an administrator planned, and how to stop it."""
    by = by_whom(session, account, change.asked_by)
    both = ((old, True), (new, False))
    outbox.put_all(session, [planned_mail(change, account, token, by, ours=ours) for token, ours in both])


def planned_mail(change: AddressChange, account: Account, token: str, by: str, *, ours: bool) -> Envelope:
    """What one of the two mailboxes reads before the change takes effect."""
    at = datetime_long(change.due_at) if change.due_at else ""
    return _about(change, account, "address_planned", token, ours=ours, at=at, by=unlinkable(by))


def address_settled(session: Session, change: AddressChange, account: Account) -> None:
    """Tell both mailboxes that the address changed, or that it will not."""
    outbox.put_all(session, [settled_mail(change, account, ours=ours) for ours in (True, False)])


def settled_mail(change: AddressChange, account: Account, *, ours: bool) -> Envelope:
    """What one of the two mailboxes reads once the change took effect or was given up."""
    return _about(change, account, "address_settled", "", ours=ours, done=change.done_at is not None)


def _about(change: AddressChange, account: Account, kind: str, token: str, *, ours: bool, **more: object) -> Envelope:
    context = {
        "old": change.old_email,
        "new": change.new_email,
        "ours": ours,
        "link": link("addresses.decide", token=token) if token else link("signing_in.ask"),
        **more,
    }
    envelope = replace(to_owner(account, kind, context), to_address=change.old_email if ours else change.new_email)
    # With a link that decides, it is shown to nobody else, erased once sent, and of no use later.
    return replace(envelope, secret=True, expires_at=change.expires_at) if token else envelope
