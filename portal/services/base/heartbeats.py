"""The worker says that it lives, so that somebody notices when it does not."""

from datetime import timedelta

from portal import clock
from portal.database import db, writing
from portal.models.base.journal import Heartbeat
from portal.rules.post.mail_health import WORKER

EVERY = timedelta(seconds=15)


def beat() -> int:
    """Note that the worker is at work, at most every quarter of a minute; nothing to do for anybody, so always 0."""
    now = clock.now()
    known = db.session.get(Heartbeat, WORKER)
    if known is None or known.seen_at <= now - EVERY:
        with writing() as session:
            session.merge(Heartbeat(name=WORKER, seen_at=now))
    return 0
