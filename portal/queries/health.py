"""Reading whether the portal is well."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import db
from portal.models.mail import OutboxMessage
from portal.rules.states import MessageState


def checks() -> dict[str, object]:
    """`database` (ok or away), and how many mails wait, are due among them, or failed."""
    try:
        waiting = OutboxMessage.state == MessageState.WAITING
        return {
            "database": "ok",
            "mails_waiting": _how_many(waiting),
            "mails_due": _how_many(waiting, OutboxMessage.not_before <= clock.now()),
            "mails_failed": _how_many(OutboxMessage.state == MessageState.FAILED),
        }
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": "away"}


def _how_many(*which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(OutboxMessage.id)).where(*which)) or 0
