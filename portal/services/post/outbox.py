"""Sending what waits in the outbox: claim in a short write, speak to the mail server with nothing open, record.

Two workers never send the same message: a claim is a lease, taken in one transaction. A worker that dies
leaves its leases to run out, and its messages leave once more, byte for byte the same: of those that had left, only
what was not recorded yet, at most `RECORDED_TOGETHER` of a relay that takes each within a hundredth of a second, and
the last one alone of a slower relay.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.database import db, writing
from portal.mail.wire.failures import DeliveryFailure, PermanentFailure, RelayRefusal, ServerUnreachable, Stage
from portal.mail.wire.letters import Letter
from portal.mail.wire.outbox import URGENT, letter_of
from portal.mail.wire.transport import deliver, keep_as_file, mail
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import unleased
from portal.rules.base.states import MessageState
from portal.services.attendance import closing_reminders
from portal.services.base import mail_rate
from portal.services.planning import reminders
from portal.services.post import bounces, mail_preferences, relay_refusals
from portal.services.post.outbox_records import (
    drop_expired,
    give_back,
    record_failed,
    record_later,
    record_sent,
    release,
)
from portal.settings import current_settings

logger = logging.getLogger(__name__)

BATCH = 100
LEASE = timedelta(minutes=5)
# The longest that one letter may take to fail; a worker stops before its leases could run out under it.
LONGEST_DELIVERY = timedelta(minutes=2)
LONGEST_WAIT_OF_A_CODE = timedelta(seconds=1)
# Letters that left are recorded some at once: a transaction of its own for each took as long as sending it.
RECORDED_TOGETHER = 5
LONGEST_UNRECORDED = timedelta(seconds=0.05)
# A letter that our relay refused lets those pass that it has not seen: one of them may be taken.
TURN = (OutboxMessage.priority, OutboxMessage.relay_refused_at.nulls_first(), OutboxMessage.id)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker alone may send until `lease_until`. `letter` is None when it cannot be built."""

    id: int
    letter: Letter | None
    attempts: int
    lease_until: datetime
    urgent: bool = False
    secret: bool = False


# Sends a letter, and may make the one that follows ready.
Send = Callable[[Letter, Letter | None], object]


def send_due(batch: int = BATCH) -> int:
    """Send what is due, up to one batch; returns how many messages are done with for now.

    Without a mail server the letters are kept as .eml files under PORTAL_HOME/mails.
    """
    drop_expired()
    reminders.drop_untrue()
    closing_reminders.drop_untrue()
    mail_preferences.drop_stopped()
    claimed = claim(batch, LEASE)
    if not claimed:
        return 0
    settings = current_settings()
    if not settings.mail.server:
        folder = settings.home / "mails"
        return _send_all(claimed, lambda letter, _following: keep_as_file(folder, letter))
    try:
        with mail.connect() as connection:
            return _send_all(claimed, lambda letter, following: deliver(connection, letter, following))
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
        session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(_taken(until)))
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .order_by(*TURN)
            .execution_options(populate_existing=True)
        )
        return [Claimed(row.id, _letter(row), row.attempts, until, row.priority == URGENT, row.secret) for row in rows]


def _taken(until: datetime) -> dict[str, Any]:
    """A lease. One that ran out was a worker's that died: the message may have left by it."""
    leased = OutboxMessage.lease_until.is_not(None)
    return {"lease_until": until, "may_have_left": or_(OutboxMessage.may_have_left, leased)}


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
            unleased(now),
            or_(OutboxMessage.entry_id.is_(None), ~overtakes),
        )
        .order_by(*TURN)
    )


def _letter(row: OutboxMessage) -> Letter | None:
    """None for a row that cannot be built: it fails alone, and the rest of its batch leaves."""
    try:
        return letter_of(row)
    except Exception as failure:
        logger.error("mail %s cannot be built: %s", row.id, type(failure).__name__)
        return None


class _Departures:
    """The letters that left and are not recorded yet."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._since = clock.now()

    def add(self, message: Claimed) -> None:
        """Note that the server took it; it is recorded with the next ones where they leave at once."""
        self._ids.append(message.id)
        now = clock.now()
        if len(self._ids) >= RECORDED_TOGETHER or now - self._since > LONGEST_UNRECORDED or message.secret:
            self.record()

    def record(self) -> None:
        """Record what left until now."""
        record_sent(self._ids)
        self._ids, self._since = [], clock.now()


def _send_all(claimed: Sequence[Claimed], send: Send) -> int:
    """One after the other; returns how many, before our relay went away or time ran out. All that left is recorded."""
    departed = _Departures()
    try:
        position, why = _send_each(claimed, send, departed)
    finally:
        departed.record()
    rest = [message.id for message in claimed[position:]]
    if rest and why:
        release(rest, why)
    elif rest:
        give_back(rest)
    return position


def _send_each(claimed: Sequence[Claimed], send: Send, departed: _Departures) -> tuple[int, str]:
    """How many were done with, and why the others may not leave now; "" where they only have to be taken again."""
    looked_at = clock.now()
    following = [message.letter for message in claimed[1:]] + [None]
    for position, message in enumerate(claimed):
        now = clock.now()
        if not message.urgent and now - looked_at > LONGEST_WAIT_OF_A_CODE:
            looked_at = now
        if looked_at is now and _urgent_waits():
            return position, ""
        if now > message.lease_until - LONGEST_DELIVERY:
            return position, ""
        if why := _send(message, following[position], send, departed):
            return position, why
    return len(claimed), ""


def _urgent_waits() -> bool:
    """Whether somebody waits for a code: she does not wait for the rest of a batch."""
    urgent = _due().where(OutboxMessage.priority == URGENT).limit(1)
    waits = db.session.scalar(urgent) is not None
    db.session.rollback()  # nothing stays open while the mail server is spoken to
    return waits


def _send(message: Claimed, following: Letter | None, send: Send, departed: _Departures) -> str:
    """Send one and note what became of it; returns why nothing more of the batch may leave now, "" where it may."""
    try:
        if message.letter is None:
            raise PermanentFailure(Stage.CONTENT, None, "the message cannot be built")
        send(message.letter, following)
    except DeliveryFailure as failure:
        departed.record()
        return _not_taken(message, failure)
    except Exception as failure:
        # Its words may name a person: the kind of the failure is enough to look for its cause.
        logger.error("mail %s cannot leave: %s", message.id, type(failure).__name__)
        record_later(message.id, message.attempts + 1, type(failure).__name__)
    else:
        departed.add(message)
    return ""


def _not_taken(message: Claimed, failure: DeliveryFailure) -> str:
    if isinstance(failure, ServerUnreachable):
        return failure.detail or "the mail server is away"
    said = " ".join(str(part) for part in (failure.code, failure.detail) if part)
    if isinstance(failure, RelayRefusal):
        return relay_refusals.keep(message.id, message.attempts + 1, said, urgent=message.urgent)
    if isinstance(failure, PermanentFailure):
        record_failed(message.id, said, secret=message.secret)
        if failure.stage is Stage.RECIPIENT:
            bounces.refused(message.id, failure)
    else:
        record_later(message.id, message.attempts + 1, said)
    return ""
