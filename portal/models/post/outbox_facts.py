"""What is asked of rows of the outbox on more than one floor: their keys, and what the rule of retrying needs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models.base.base import UtcDateTime
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.rules.post.retrying import MailFacts

GIVEN_UP_AFTER = timedelta(days=5)
# Written anew, without the secret that it carried: there is more in it that somebody waits for.
WRITTEN_ANEW = frozenset({"session_over"})


def key_begins(beginning: str) -> ColumnElement[bool]:
    """The messages of one occasion, by how their key begins: a range, which the index of the keys reads."""
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return and_(OutboxMessage.key >= beginning, OutboxMessage.key < after)


def unleased(now: datetime) -> ColumnElement[bool]:
    """What no worker holds: never taken, or by one that died."""
    return or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now)


def not_left() -> tuple[ColumnElement[bool], ...]:
    """The conditions of a message that has certainly not left: it can be written anew, or dropped unread."""
    return (
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.lease_until.is_(None),
        OutboxMessage.may_have_left.is_(False),
    )


def has_not_left(row: OutboxMessage) -> bool:
    """Whether this message, locked, has certainly not left."""
    return row.state is MessageState.WAITING and row.lease_until is None and not row.may_have_left


def refused_running(now: datetime) -> ScalarSelect[int]:
    """To how many recipients our own relay refused mails, by 5xx to us or to the content, since it last took one."""
    start = literal(now - GIVEN_UP_AFTER, UtcDateTime)
    last_taken = select(func.max(OutboxMessage.sent_at)).where(OutboxMessage.sent_at >= start).scalar_subquery()
    # The first condition is what PostgreSQL plans with: of the second it cannot guess how few rows it leaves.
    refused = and_(
        OutboxMessage.relay_refused_at >= start,
        OutboxMessage.relay_refused_at >= func.coalesce(last_taken, start),
    )
    return select(func.count(OutboxMessage.to_address.distinct())).where(refused).scalar_subquery()


def facts_of(session: Session, rows: Sequence[OutboxMessage], now: datetime) -> dict[int, MailFacts]:
    """The messages by id, in one statement however many."""
    overtaken = _overtaken(session, [row.id for row in rows if row.entry_id is not None], now)
    return {
        row.id: MailFacts(
            state=row.state,
            expires_at=row.expires_at,
            lease_until=row.lease_until,
            erased=not row.body_html and row.kind not in WRITTEN_ANEW,
            overtaken=row.id in overtaken,
            for_later=row.state is MessageState.WAITING and row.attempts == 0 and row.not_before > now,
        )
        for row in rows
    }


def _overtaken(session: Session, ids: Sequence[int], now: datetime) -> set[int]:
    if not ids:
        return set()
    later = aliased(OutboxMessage)
    leaving = and_(later.state == MessageState.WAITING, later.lease_until > now)
    follows = and_(later.entry_id == OutboxMessage.entry_id, later.id > OutboxMessage.id)
    gone = or_(later.state == MessageState.SENT, leaving)
    return set(session.scalars(select(OutboxMessage.id).join(later, follows).where(OutboxMessage.id.in_(ids), gone)))
