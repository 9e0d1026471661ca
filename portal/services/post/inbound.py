"""What arrives in the portal's mailbox: taken in once, by either door, whatever it is (docs/calendar.md)."""

import logging

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.mail.compose.post import inbound as compose
from portal.mail.incoming.incoming import Incoming, read
from portal.models.post.inbound import InboundMessage
from portal.rules.base.states import InboundKind, InboundReason, InboundState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.upkeep.retention import RecordKind, moment_after
from portal.services.base import jobs
from portal.services.base.journal import Entry, record
from portal.services.post import bounces, replies
from portal.settings import current_settings

logger = logging.getLogger(__name__)
# Of these nothing is kept but that they came.
WORDLESS = (InboundState.IGNORED, InboundState.APPLIED)
ON_THE_DESK = (InboundKind.HUMAN, InboundKind.UNREADABLE)


def receive(raw: bytes) -> InboundState | None:
    """Take in one message; returns what became of it, None when it was taken in before.

    No message makes it fail: one that cannot be dealt with waits for staff. Raises only what the database raises
    when it is away; then nothing was done, and the same message may come again.
    """
    incoming = read(raw, current_settings().inbound.authserv_id)
    try:
        return _take_in(incoming)
    except (OperationalError, InterfaceError):
        raise
    except IntegrityError:
        return None if _is_known(incoming.digest) else _set_aside(incoming)
    # One message that nobody foresaw must not stop those behind it.
    except Exception as failure:
        logger.error("an incoming message cannot be applied: %s", type(failure).__name__)
        return _set_aside(incoming)


def _is_known(digest: str) -> bool:
    with writing() as session:
        return _known(session, digest)


def _known(session: Session, digest: str) -> bool:
    return session.scalar(select(InboundMessage.id).where(InboundMessage.digest == digest)) is not None


def _take_in(incoming: Incoming) -> InboundState | None:
    with writing() as session:
        if _known(session, incoming.digest):
            return None
        row = _row(incoming)
        session.add(row)
        session.flush()
        _deal(session, row, incoming)
        _keep(session, row)
        return row.state


def _row(incoming: Incoming) -> InboundMessage:
    return InboundMessage(
        digest=incoming.digest,
        received_at=clock.now(),
        kind=incoming.kind,
        state=InboundState.TO_READ,
        reason=incoming.reason,
        sender=incoming.sender,
        subject=incoming.subject,
        words=incoming.words,
    )


def _deal(session: Session, row: InboundMessage, incoming: Incoming) -> None:
    if incoming.kind is InboundKind.BOUNCE:
        row.state, row.reason = bounces.take_in(session, incoming)
    elif incoming.kind is InboundKind.AUTOMATIC:
        row.state, row.reason = InboundState.IGNORED, InboundReason.MACHINE
    elif incoming.kind is InboundKind.HUMAN:
        row.state, row.reason = compose.forward(session, row)
    elif incoming.kind in (InboundKind.REPLY, InboundKind.OTHER_CALENDAR):
        replies.take_in(session, row, incoming)


def _keep(session: Session, row: InboundMessage) -> None:
    """Only what somebody has to read keeps its words, and those for a month."""
    if row.state in WORDLESS:
        row.words = row.subject = ""
    jobs.plan(session, jobs.JobKind.ERASE_INBOUND, row.id, moment_after(RecordKind.INBOUND_MESSAGE, row.received_at))
    inputs = {"kind": row.kind.value, "reason": row.reason.value if row.reason else ""}
    record(
        session,
        None,
        Entry(Verb.RECEIVED_MAIL, ObjectKind.INBOUND, row.id, row.session_id, after=row.state, inputs=inputs),
    )


def _set_aside(incoming: Incoming) -> InboundState:
    with writing() as session:
        row = _row(incoming)
        row.kind, row.reason = InboundKind.UNREADABLE, InboundReason.FAILED
        session.add(row)
        session.flush()
        _keep(session, row)
        return row.state


def mark_read(inbound_id: int, actor_id: int) -> None:
    """Staff have dealt with it. Raises NotFound; one that was dealt with before stays as it is."""
    with writing() as session:
        row = replies.locked(session, inbound_id)
        if row.state is not InboundState.TO_READ:
            return
        row.state, row.read_at, row.read_by_id = InboundState.READ, clock.now(), actor_id
        record(session, actor_id, Entry(Verb.READ_MAIL, ObjectKind.INBOUND, row.id, row.session_id, after=row.state))
