"""What became of messages, written at once: sent, failed, later, given back, past.

Each is one short write about messages that still wait: what another worker recorded stands.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select, text, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import db, writing
from portal.mail.wire.outbox import URGENT, dropped
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import GIVEN_UP_AFTER, unleased
from portal.rules.base.states import MessageState
from portal.rules.post.mail_health import UNREACHABLE_PAUSE

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
JITTER = 0.25
BATCH = 200  # rows that are changed behind one lock
ERASED: dict[str, Any] = {"subject": "", "body_text": "", "body_html": ""}
# What is written of each letter that leaves, put together once.
NOT_WAITING = text("SET LOCAL synchronous_commit = off")
WORDS = {name: case((OutboxMessage.secret, ""), else_=getattr(OutboxMessage, name)) for name in ERASED}
SENDING = (
    update(OutboxMessage)
    .where(OutboxMessage.id == bindparam("number"), OutboxMessage.state == MessageState.WAITING)
    .values(state=MessageState.SENT, may_have_left=True, sent_at=bindparam("now"), last_error="", **WORDS)
)


def record_sent(message_ids: Sequence[int]) -> None:
    """The server took them. A secret message keeps neither its subject nor its words.

    It does not wait for PostgreSQL's disk: a mark that its machine loses with the power is a letter sent twice, byte
    for byte, and waiting for each would halve the speed.
    """
    if not message_ids:
        return
    now = clock.now()
    with writing() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(NOT_WAITING)
        connection.execute(SENDING, [{"number": number, "now": now} for number in message_ids])


def record_failed(message_id: int, why: str, *, secret: bool = True) -> None:
    """It will not be tried again by itself."""
    values = {"state": MessageState.FAILED, "failed_at": clock.now(), "last_error": why}
    _write([message_id], values, secret=ERASED if secret else None)


def record_later(message_id: int, attempts: int, why: str) -> None:
    """Try again after a pause that doubles each time, a little by chance, so that not all come back at once.

    It may have left: a connection that breaks after the last byte says nothing of what became of it.
    """
    _write([message_id], {**_later(attempts, why, LONGEST_PAUSE), "may_have_left": True})


def record_refused(message_id: int, attempts: int, why: str, longest: timedelta) -> None:
    """Our own relay does not want it: try again later too, after no longer than `longest`."""
    _write([message_id], {**_later(attempts, why, longest), "relay_refused_at": clock.now()})


def put_off(why: str) -> None:
    """Let all that is due and that no worker holds wait half a minute, but sign-in codes: somebody waits for those."""
    now = clock.now()
    due = select(OutboxMessage.id).where(
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.not_before <= now,
        unleased(now),
        OutboxMessage.priority != URGENT,
    )
    change_some_at_once(due, {"not_before": now + UNREACHABLE_PAUSE, "last_error": why})


def change_some_at_once(matching: Select[int], values: dict[str, Any], secret: dict[str, Any] | None = None) -> int:
    """Give `values` to every row of the outbox that `matching` selects, some behind one lock; returns how many.

    A row that was given them no longer matches. `secret`: what its words become, where they hold a secret.
    """
    total = 0
    while found := db.session.scalars(matching.order_by(OutboxMessage.id).limit(BATCH)).all():
        with writing() as session:
            # Of what was found, what still is; what another worker is changing is passed over.
            still = matching.where(OutboxMessage.id.in_(found)).order_by(OutboxMessage.id)
            ids = session.scalars(still.with_for_update(skip_locked=True)).all()
            _change(session, OutboxMessage.id.in_(ids), values, secret)
        total += len(ids)
        if not ids:
            break
    return total


def _later(attempts: int, why: str, longest: timedelta) -> dict[str, Any]:
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), longest)
    pause *= 1 + random.uniform(-JITTER, JITTER)  # noqa: S311 (spreads load, guards nothing)
    return {"not_before": clock.now() + pause, "attempts": attempts, "lease_until": None, "last_error": why}


def release(message_ids: Sequence[int], why: str) -> None:
    """Our own relay is away: what we still hold did not leave, counts no try, and waits half a minute."""
    values = {"not_before": clock.now() + UNREACHABLE_PAUSE, "lease_until": None, "last_error": why}
    _write(message_ids, values, held=True)


def give_back(message_ids: Sequence[int]) -> None:
    """Let these be taken again at once: nothing happened to them."""
    _write(message_ids, {"lease_until": None})


def drop_expired() -> int:
    """Drop what is about something past, and give up what could not leave for five days; returns how many."""
    now = clock.now()
    idle = select(OutboxMessage.id).where(OutboxMessage.state == MessageState.WAITING, unleased(now))
    past = idle.where(OutboxMessage.expires_at <= now)
    old = idle.where(
        OutboxMessage.created_at <= now - GIVEN_UP_AFTER,
        or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > now),
        OutboxMessage.not_before <= now,
    )
    given_up = {"state": MessageState.FAILED, "failed_at": now, "last_error": "given up after five days"}
    gone = change_some_at_once(past, dropped("its subject is past"), ERASED)
    return gone + change_some_at_once(old, given_up, ERASED)


def _write(
    message_ids: Iterable[int],
    values: dict[str, Any],
    secret: dict[str, Any] | None = None,
    *,
    held: bool = False,
) -> None:
    """One short write about messages that are still waiting: what another worker recorded stands.

    `held`: only about those that are still leased, and so not yet recorded.
    """
    waiting = and_(OutboxMessage.id.in_(list(message_ids)), OutboxMessage.state == MessageState.WAITING)
    if held:
        waiting = and_(waiting, OutboxMessage.lease_until.is_not(None))
    with writing() as session:
        _change(session, waiting, values, secret)


def _change(
    session: Session, those: ColumnElement[bool], values: dict[str, Any], secret: dict[str, Any] | None
) -> None:
    """No row is held in memory here: nothing to bring in line, which would cost more than the statement."""
    connection = session.connection()
    if secret:
        connection.execute(update(OutboxMessage).where(those, OutboxMessage.secret).values(**secret))
    connection.execute(update(OutboxMessage).where(those).values(**values))
