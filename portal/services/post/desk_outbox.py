"""Trying a message again because staff asks for it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail import telling
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import facts_of
from portal.rules.base.states import MessageState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.post.retrying import why_not
from portal.rules.refusals.post import MailErased
from portal.services.base.journal import Entry, record


def retry(message_id: int, actor_id: int) -> None:
    """Send a refused message, or one that waits for later, now. Raises the refusal that says why it may not."""
    with writing() as session:
        row = lock_row(session, OutboxMessage, message_id)
        refusal = why_not(facts_of(session, [row], clock.now())[row.id], clock.now())
        if refusal is not None:
            raise refusal
        if not _whole(session, row):
            raise MailErased
        _send_now(session, [row], actor_id)


def retry_failed(actor_id: int) -> int:
    """Send every refused message that may leave once more; returns how many."""
    with writing() as session:
        failed = select(OutboxMessage).where(OutboxMessage.state == MessageState.FAILED)
        rows = list(session.scalars(failed.order_by(OutboxMessage.id).with_for_update()))
        kept = facts_of(session, rows, clock.now())
        again = [row for row in rows if why_not(kept[row.id], clock.now()) is None and _whole(session, row)]
        _send_now(session, again, actor_id)
        return len(again)


def _whole(session: Session, row: OutboxMessage) -> bool:
    """Whether the message has its words, or has them again."""
    return bool(row.body_html) or telling.over_again(session, row)


def _send_now(session: Session, rows: Sequence[OutboxMessage], actor_id: int) -> None:
    record(session, actor_id, *(_entry(row) for row in rows))
    for row in rows:
        if row.state is MessageState.FAILED:
            # It counts its five days anew; what still waits keeps its date, so that a retry is the same bytes.
            row.created_at = clock.now()
        row.may_have_left = row.may_have_left or row.lease_until is not None
        row.state, row.not_before, row.attempts, row.lease_until = MessageState.WAITING, clock.now(), 0, None
        row.last_error = ""


def _entry(row: OutboxMessage) -> Entry:
    inputs = {"kind": row.kind, "attempts": row.attempts, "written_at": row.created_at.isoformat()}
    return Entry(
        Verb.RETRIED_MAIL,
        ObjectKind.MAIL,
        row.id,
        row.session_id,
        before=row.state,
        after=MessageState.WAITING,
        inputs=inputs,
    )
