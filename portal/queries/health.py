"""Reading whether the portal is well."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import db
from portal.mail.outbox import PATIENT
from portal.models.journal import Heartbeat
from portal.models.mail import OutboxMessage
from portal.rules.mail_health import WORKER, MailFigures, troubles
from portal.rules.states import MessageState

DAY = timedelta(days=1)


def checks() -> dict[str, object]:
    """`status`: ok, degraded (pages answer, but mail is in trouble: `troubles` says which) or away; and the figures."""
    try:
        return _checked()
    except SQLAlchemyError:
        db.session.rollback()
        return {"status": "away", "database": "away"}


def _checked() -> dict[str, object]:
    now = clock.now()
    waiting, failed = (OutboxMessage.state == state for state in (MessageState.WAITING, MessageState.FAILED))
    due = and_(waiting, OutboxMessage.not_before <= now)
    last_day, day_before = (
        and_(failed, OutboxMessage.failed_at > now - DAY * (back + 1), OutboxMessage.failed_at <= now - DAY * back)
        for back in (0, 1)
    )
    counts = [_how_many(which) for which in (waiting, due, failed, last_day, day_before)]
    row = db.session.execute(select(*counts)).one()
    # What a server put off, or what lets everything else pass, may be due for long and nothing is wrong.
    untried = and_(due, OutboxMessage.attempts == 0, OutboxMessage.priority < PATIENT)
    oldest = db.session.scalar(select(func.min(OutboxMessage.created_at)).where(untried))
    seen = db.session.scalar(select(Heartbeat.seen_at).where(Heartbeat.name == WORKER))
    figures = MailFigures(_since(now, seen), _since(now, oldest), row[3], row[4])
    found = [trouble.value for trouble in troubles(figures)]
    return {
        "status": "degraded" if found else "ok",
        "troubles": found,
        "database": "ok",
        "worker_seen_seconds_ago": _seconds(figures.worker_seen),
        "mails_waiting": row[0],
        "mails_due": row[1],
        "oldest_due_seconds": _seconds(figures.oldest_due),
        "mails_failed": row[2],
        "mails_failed_last_day": row[3],
    }


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def _since(now: datetime, moment: datetime | None) -> timedelta | None:
    return now - moment if moment else None


def _seconds(time: timedelta | None) -> int | None:
    return int(time.total_seconds()) if time is not None else None
