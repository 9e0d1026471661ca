"""Reading one person's own calendar: where they have a seat, and what they teach."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, or_, select

from portal.database import db
from portal.mail.wire.calendar import FeedItem
from portal.models.accounts.accounts import Account
from portal.models.planning.sessions import SessionTrainer
from portal.models.post.feeds import PrivateFeed
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.planning.feeds import item_of, recent_meetings
from portal.rules.base.secrets import hashed
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.refusals import NotFound

SEATED = (RegistrationState.CONFIRMED, RegistrationState.COMPLETED)


def renewed_at(account_id: int) -> datetime | None:
    """When the account's address was made, None while it has none; the address itself is kept nowhere."""
    return db.session.scalar(select(PrivateFeed.created_at).where(PrivateFeed.account_id == account_id))


def own_feed(token: str) -> list[FeedItem]:
    """The meetings of the token's account: those with a confirmed seat and those it gives, four statements.

    Who waits or holds a seat without a name has none. Raises NotFound for an unknown or replaced token and for a
    closed account.
    """
    account = db.session.scalar(
        select(Account)
        .join(PrivateFeed, PrivateFeed.account_id == Account.id)
        .where(PrivateFeed.token_hash == hashed(token), Account.deactivated_at.is_(None))
    )
    if account is None:
        raise NotFound
    until = _seats(account.email)
    until.update(dict.fromkeys(_taught(account.id)))
    found = recent_meetings(sorted(until))
    return [item_of(row, one, own=True) for row, one in found if _comes(until[row.id], one.starts_at)]


def _comes(left_at: datetime | None, starts_at: datetime) -> bool:
    return left_at is None or starts_at < left_at


def _seats(address: str) -> dict[int, datetime | None]:
    """By session, when the seat at this address was left, None where it stands; a cancelled session's seats count."""
    called_off = and_(
        Registration.cancel_reason == CancelReason.SESSION_CANCELLED, Registration.confirmed_at.is_not(None)
    )
    rows = db.session.execute(
        select(Registration.session_id, Registration.left_at)
        .join(Person, Person.id == Registration.person_id)
        .where(Person.email == address, or_(Registration.state.in_(SEATED), called_off))
        .order_by(Registration.left_at.is_(None))
    )
    return {row.session_id: row.left_at for row in rows}


def _taught(account_id: int) -> Iterable[int]:
    return db.session.scalars(select(SessionTrainer.session_id).where(SessionTrainer.account_id == account_id))
