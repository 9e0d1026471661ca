"""Reading whether the portal is well."""

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import db
from portal.models.mail import OutboxMessage
from portal.rules.states import MessageState


def checks() -> dict[str, object]:
    """`database` (ok or away), and how many mails are due or failed."""
    try:
        due = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == MessageState.WAITING)
        failed = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == MessageState.FAILED)
        waiting = db.session.scalar(due.where(OutboxMessage.not_before <= clock.now()))
        return {"database": "ok", "mails_due": waiting, "mails_failed": db.session.scalar(failed)}
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": "away"}
