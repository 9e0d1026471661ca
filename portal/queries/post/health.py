"""Reading whether the portal is well."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import db
from portal.models.base.journal import Heartbeat
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import refused_running
from portal.queries.post.mail_figures import FAILED, WAITING, due, failed_between, first, how_many, untried
from portal.rules.post.mail_health import WORKER, MailFigures, troubles

DAY = timedelta(days=1)


def checks(*others: str) -> dict[str, object]:
    """`status`: ok, degraded (pages answer, but `troubles` says what is wrong) or away; and the figures of the mails.

    `others` are troubles that no database knows of.
    """
    try:
        return _checked(others)
    except SQLAlchemyError:
        db.session.rollback()
        return {"status": "away", "database": "away"}


def _checked(others: Sequence[str]) -> dict[str, object]:
    now = clock.now()
    counted = (
        how_many(WAITING),
        how_many(due(now)),
        how_many(FAILED),
        how_many(failed_between(now - DAY, now)),
        how_many(failed_between(now - 2 * DAY, now - DAY)),
        first(OutboxMessage.created_at, untried(now)),
        select(Heartbeat.seen_at).where(Heartbeat.name == WORKER).scalar_subquery(),
        refused_running(now),
    )
    waiting, may_leave, failed, last_day, day_before, oldest, seen, running = db.session.execute(select(*counted)).one()
    figures = MailFigures(_since(now, seen), _since(now, oldest), last_day, day_before, running)
    found = [*(trouble.value for trouble in troubles(figures)), *others]
    return {
        "status": "degraded" if found else "ok",
        "troubles": found,
        "database": "ok",
        "worker_seen_seconds_ago": _seconds(figures.worker_seen),
        "mails_waiting": waiting,
        "mails_due": may_leave,
        "oldest_due_seconds": _seconds(figures.oldest_due),
        "mails_failed": failed,
        "mails_failed_last_day": last_day,
    }


def _since(now: datetime, moment: datetime | None) -> timedelta | None:
    return now - moment if moment else None


def _seconds(time: timedelta | None) -> int | None:
    return int(time.total_seconds()) if time is not None else None
