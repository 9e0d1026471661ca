"""Counting mails: each figure reads, by an index, the rows that it counts, and never the whole outbox.

The conditions and the indexes of `OutboxMessage` belong together: tests/law/tables reads the plans.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.mail.wire.outbox import PATIENT
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.rules.post.mail_health import UNREACHABLE_PAUSE

WAITING = OutboxMessage.state == MessageState.WAITING
FAILED = OutboxMessage.state == MessageState.FAILED


def due(now: datetime) -> ColumnElement[bool]:
    """What may leave now."""
    return and_(WAITING, OutboxMessage.not_before <= now)


def untried(now: datetime) -> ColumnElement[bool]:
    """What should have left: not what a server put off, nor announcements, which let everything pass.

    While our own relay is away, mails count no try and are due for a moment only, between two pauses: they wait still.
    """
    put_off = and_(due(now + UNREACHABLE_PAUSE), OutboxMessage.last_error != "")
    return and_(or_(due(now), put_off), OutboxMessage.attempts == 0, OutboxMessage.priority < PATIENT)


def failed_between(start: datetime, end: datetime) -> ColumnElement[bool]:
    """What was refused after `start`, at `end` at the latest, and was not tried again since."""
    return and_(FAILED, OutboxMessage.failed_at > start, OutboxMessage.failed_at <= end)


def sent_since(moment: datetime) -> ColumnElement[bool]:
    """What left. Only what left has a date: asking for its state too would tempt SQLite to read all that ever left."""
    return OutboxMessage.sent_at >= moment


def how_many(which: ColumnElement[bool]) -> ScalarSelect[int]:
    """Their number, as one column of a statement."""
    return select(func.count()).select_from(OutboxMessage).where(which).scalar_subquery()


def first(column: InstrumentedAttribute[datetime], which: ColumnElement[bool]) -> ScalarSelect[datetime]:
    """The earliest `column` among them, None where there are none.

    Counted as well: for a minimum alone PostgreSQL walks through the column's own index until a row fits, and that
    may be the last one.
    """
    return select(func.min(column)).where(which).having(func.count() > 0).scalar_subquery()
