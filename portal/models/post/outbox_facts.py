"""What is asked of rows of the outbox on more than one floor: their keys, and what the rule of retrying needs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.rules.post.retrying import MailFacts


def key_begins(beginning: str) -> ColumnElement[bool]:
    """The messages of one occasion, by how their key begins: a range, which the index of the keys reads."""
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return and_(OutboxMessage.key >= beginning, OutboxMessage.key < after)


def facts_of(session: Session, rows: Sequence[OutboxMessage], now: datetime) -> dict[int, MailFacts]:
    """The messages by id, in one statement however many."""
    overtaken = _overtaken(session, [row.id for row in rows if row.entry_id is not None], now)
    return {
        row.id: MailFacts(
            state=row.state,
            expires_at=row.expires_at,
            lease_until=row.lease_until,
            erased=not row.body_html,
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
