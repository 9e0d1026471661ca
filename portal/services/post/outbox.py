"""Sending what waits in the outbox: claim in a short write, speak to the mail server with nothing open, record.

Two workers never send the same message: a claim is a lease, taken in one transaction. A worker that dies
leaves its leases to run out, and its messages leave once more, byte for byte the same.
"""

import logging
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, and_, exists, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.database import db, writing
from portal.mail.wire.letters import Letter
from portal.mail.wire.outbox import URGENT, letter_of
from portal.mail.wire.transport import (
    DeliveryFailure,
    PermanentFailure,
    ServerUnreachable,
    Stage,
    deliver,
    keep_as_file,
    mail,
)
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.base import mail_rate
from portal.services.planning import reminders
from portal.services.post import bounces, mail_preferences

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
# The longest that one letter may take to fail; a worker stops before its leases could run out under it.
LONGEST_DELIVERY = timedelta(minutes=2)
GIVEN_UP_AFTER = timedelta(days=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
UNREACHABLE_PAUSE = timedelta(seconds=30)
JITTER = 0.25
LONGEST_WAIT_OF_A_CODE = timedelta(seconds=1)
ERASED: dict[str, Any] = {"subject": "", "body_text": "", "body_html": ""}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker alone may send until `lease_until`. `letter` is None when it cannot be built."""

    id: int
    letter: Letter | None
    attempts: int
    lease_until: datetime
    urgent: bool = False
    secret: bool = False


Send = Callable[[Letter], object]


def send_due(batch: int = BATCH) -> int:
    """Send what is due, up to one batch; returns how many messages are done with for now.

    Without a mail server the letters are kept as .eml files under PORTAL_HOME/mails.
    """
    drop_expired()
    reminders.drop_untrue()
    mail_preferences.drop_stopped()
    claimed = claim(batch, LEASE)
    if not claimed:
        return 0
    settings = current_app.config["PORTAL"]
    if not settings.mail.server:
        folder = settings.home / "mails"
        return _send_all(claimed, lambda letter: keep_as_file(folder, letter))
    try:
        with mail.connect() as connection:
            return _send_all(claimed, lambda letter: deliver(connection, letter))
    except ServerUnreachable as failure:
        release([message.id for message in claimed], failure.detail)
        return 0


def claim(batch: int, lease: timedelta) -> list[Claimed]:
    """Take up to `batch` due messages for this worker, the urgent first, then in the order they were written.

    A message of an entry waits while an earlier one of the same entry has not left: a CANCEL never overtakes
    its REQUEST. On PostgreSQL rows that another worker is taking are passed over, not waited for.
    """
    if db.session.scalar(_due().limit(1)) is None:
        return []
    until = clock.now() + lease
    with writing() as session:
        ids = _within_rate(session, batch)
        session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(lease_until=until))
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .order_by(OutboxMessage.priority, OutboxMessage.id)
            .execution_options(populate_existing=True)
        )
        return [Claimed(row.id, _letter(row), row.attempts, until, row.priority == URGENT, row.secret) for row in rows]


def _within_rate(session: Session, batch: int) -> list[int]:
    """The next due messages, as many as `MAIL_RATE` leaves room for; sign-in codes pass whatever left before."""
    due = _due().add_columns(OutboxMessage.priority).limit(batch)
    found = session.execute(due.with_for_update(skip_locked=True, of=OutboxMessage)).all()
    urgent = [number for number, priority in found if priority == URGENT]
    ordinary = [number for number, priority in found if priority != URGENT]
    room = mail_rate.room(session)
    return urgent + (ordinary if room is None else ordinary[: max(room - len(urgent), 0)])


def _due() -> Select[int]:
    now = clock.now()
    earlier = aliased(OutboxMessage)
    overtakes = exists().where(
        earlier.entry_id == OutboxMessage.entry_id,
        earlier.id < OutboxMessage.id,
        earlier.state == MessageState.WAITING,
    )
    return (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.state == MessageState.WAITING,
            OutboxMessage.not_before <= now,
            _unleased(now),
            or_(OutboxMessage.entry_id.is_(None), ~overtakes),
        )
        .order_by(OutboxMessage.priority, OutboxMessage.id)
    )


def _unleased(now: datetime) -> Any:
    return or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now)


def _letter(row: OutboxMessage) -> Letter | None:
    """None for a row that cannot be built: it fails alone, and the rest of its batch leaves."""
    try:
        return letter_of(row)
    except Exception as failure:
        logger.error("mail %s cannot be built: %s", row.id, type(failure).__name__)
        return None


def _send_all(claimed: Sequence[Claimed], send: Send) -> int:
    """One after the other, each recorded at once; returns how many, before our relay went away or time ran out."""
    looked_at = clock.now()
    for position, message in enumerate(claimed):
        why, now = "", clock.now()
        if not message.urgent and now - looked_at > LONGEST_WAIT_OF_A_CODE:
            looked_at = now
        if looked_at is now and _urgent_waits():
            give_back([left.id for left in claimed[position:]])
            return position
        if now > message.lease_until - LONGEST_DELIVERY:
            why = "the batch took too long"
        else:
            try:
                _send(message, send)
            except ServerUnreachable as failure:
                why = failure.detail or "the mail server is away"
        if why:
            release([left.id for left in claimed[position:]], why)
            return position
    return len(claimed)


def _urgent_waits() -> bool:
    """Whether somebody waits for a code: she does not wait for the rest of a batch."""
    urgent = _due().where(OutboxMessage.priority == URGENT).limit(1)
    waits = db.session.scalar(urgent) is not None
    db.session.rollback()  # nothing stays open while the mail server is spoken to
    return waits


def _send(message: Claimed, send: Send) -> None:
    try:
        if message.letter is None:
            raise PermanentFailure(Stage.CONTENT, None, "the message cannot be built")
        send(message.letter)
    except ServerUnreachable:
        raise
    except PermanentFailure as failure:
        record_failed(message.id, _said(failure), secret=message.secret)
        if failure.stage is Stage.RECIPIENT:
            bounces.refused(message.id, failure)
    except DeliveryFailure as failure:
        record_later(message.id, message.attempts + 1, _said(failure))
    except Exception as failure:
        # Its words may name a person: the kind of the failure is enough to look for its cause.
        logger.error("mail %s cannot leave: %s", message.id, type(failure).__name__)
        record_later(message.id, message.attempts + 1, type(failure).__name__)
    else:
        record_sent(message.id, secret=message.secret)


def _said(failure: DeliveryFailure) -> str:
    return " ".join(str(part) for part in (failure.code, failure.detail) if part)


def record_sent(message_id: int, *, secret: bool = True) -> None:
    """The server took it. A secret message keeps neither its subject nor its words."""
    values = {"state": MessageState.SENT, "sent_at": clock.now(), "last_error": ""}
    _record([message_id], values, secret=ERASED if secret else None, quickly=True)


def record_failed(message_id: int, why: str, *, secret: bool = True) -> None:
    """It will not be tried again by itself."""
    values = {"state": MessageState.FAILED, "failed_at": clock.now(), "last_error": why}
    _record([message_id], values, secret=ERASED if secret else None)


def record_later(message_id: int, attempts: int, why: str) -> None:
    """Try again after a pause that doubles each time, a little by chance, so that not all come back at once."""
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    pause *= 1 + random.uniform(-JITTER, JITTER)  # noqa: S311 (spreads load, guards nothing)
    values = {"not_before": clock.now() + pause, "attempts": attempts, "lease_until": None, "last_error": why}
    _record([message_id], values)


def release(message_ids: Sequence[int], why: str) -> None:
    """Our own relay is away: nothing left, no try is counted, and all of it waits half a minute."""
    values = {"not_before": clock.now() + UNREACHABLE_PAUSE, "lease_until": None, "last_error": why}
    _record(message_ids, values)


def give_back(message_ids: Sequence[int]) -> None:
    """Let these be taken again at once: nothing happened to them."""
    _record(message_ids, {"lease_until": None})


def drop_expired() -> int:
    """Drop what is about something past, and give up what could not leave for five days; returns how many."""
    now = clock.now()
    idle = and_(OutboxMessage.state == MessageState.WAITING, _unleased(now))
    past = list(db.session.scalars(select(OutboxMessage.id).where(idle, OutboxMessage.expires_at <= now)))
    too_old = (
        OutboxMessage.created_at <= now - GIVEN_UP_AFTER,
        or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > now),
        OutboxMessage.not_before <= now,
    )
    old = list(db.session.scalars(select(OutboxMessage.id).where(idle, *too_old)))
    if past:
        _record(past, {"state": MessageState.DROPPED, "last_error": "its subject is past"}, ERASED)
    if old:
        given_up = {"state": MessageState.FAILED, "failed_at": now, "last_error": "given up after five days"}
        _record(old, given_up, ERASED)
    return len(past) + len(old)


def _record(
    message_ids: Iterable[int], values: dict[str, Any], secret: dict[str, Any] | None = None, *, quickly: bool = False
) -> None:
    """One short write about messages that are still waiting: what another worker recorded stands.

    `quickly` does not wait for PostgreSQL's disk: a mark that its machine loses with the power is a letter sent twice,
    byte for byte, and waiting for each would halve the speed.
    """
    waiting = and_(OutboxMessage.id.in_(list(message_ids)), OutboxMessage.state == MessageState.WAITING)
    with writing() as session:
        # No row is held in memory here: nothing to bring in line, which would cost more than the statement.
        connection = session.connection()
        if quickly and connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL synchronous_commit = off"))
        if secret:
            connection.execute(update(OutboxMessage).where(waiting, OutboxMessage.secret).values(**secret))
        connection.execute(update(OutboxMessage).where(waiting).values(**values))
