"""Reading what protects an account: its change of address, as owner or mailbox sees it, and its recovery codes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import AddressChange, RecoveryCode
from portal.rules.base.secrets import hashed


@dataclass(frozen=True, slots=True)
class Change:
    """An open change of address. `due_at` where an administrator planned it; else both mailboxes are to agree.

    `mine` says which address the reader of a link has, "old" or "new".
    """

    old_email: str
    new_email: str
    due_at: datetime | None
    expires_at: datetime
    old_agreed: bool
    new_agreed: bool
    mine: str = ""

    @property
    def i_agreed(self) -> bool:
        """Whether the mailbox of the link has agreed already."""
        return self.old_agreed if self.mine == "old" else self.new_agreed


def open_change(account_id: int) -> Change | None:
    """The account's change of address that is neither done, cancelled nor over."""
    found = db.session.scalars(_open().where(AddressChange.account_id == account_id)).first()
    return None if found is None else _change(found)


def change_behind(token: str) -> Change | None:
    """The open change that a link is about."""
    secret = hashed(token)
    by_token = or_(AddressChange.old_hash == secret, AddressChange.new_hash == secret)
    found = db.session.scalars(_open().where(by_token)).one_or_none()
    return None if found is None else _change(found, "old" if found.old_hash == secret else "new")


def _open() -> Any:
    undecided = (AddressChange.done_at.is_(None), AddressChange.cancelled_at.is_(None))
    running = or_(AddressChange.due_at.is_not(None), AddressChange.expires_at > clock.now())
    return select(AddressChange).where(*undecided, running).order_by(AddressChange.id.desc())


def _change(row: AddressChange, mine: str = "") -> Change:
    return Change(
        old_email=row.old_email,
        new_email=row.new_email,
        due_at=row.due_at,
        expires_at=row.expires_at,
        old_agreed=row.old_confirmed_at is not None,
        new_agreed=row.new_confirmed_at is not None,
        mine=mine,
    )


def recovery_codes_left(account_id: int) -> int:
    """How many recovery codes of the account were not used yet."""
    unused = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused.where(RecoveryCode.account_id == account_id)) or 0
