"""When public pages change next though nobody writes: a deadline passes, a meeting begins or ends, a day begins."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from portal import clock
from portal.database.rows import AnyRow
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.rules.base.states import SessionStatus
from portal.rules.registrations.deadlines import deadlines_for

CHOSEN = ("opens_at", "closes_at", "cancel_deadline", "freeze_at", "quota_release_at")
# Of a session that is over, nothing is still to come.
COMING = (
    select(
        Meeting.session_id,
        Meeting.starts_at,
        Meeting.ends_at,
        TrainingSession.published_at,
        *(getattr(TrainingSession, name) for name in CHOSEN),
    )
    .join(TrainingSession, TrainingSession.id == Meeting.session_id)
    .where(
        TrainingSession.status != SessionStatus.DRAFT,
        Meeting.session_id.in_(select(Meeting.session_id).where(Meeting.ends_at > bindparam("now"))),
    )
    .order_by(Meeting.session_id, Meeting.starts_at)
)


def next_change(connection: Connection, now: datetime) -> datetime:
    """The first moment after `now` at which a public page may look otherwise; midnight in Brussels at the latest."""
    tomorrow = clock.local(now).date() + timedelta(days=1)
    midnight = clock.utc(datetime.combine(tomorrow, time()))
    found = connection.execute(COMING, {"now": now}).all()
    known = (moment for _id, rows in groupby(found, lambda row: row.session_id) for moment in _moments([*rows], now))
    return min([midnight, *(moment for moment in known if moment > now)])


def _moments(meetings: list[AnyRow], now: datetime) -> Iterator[datetime]:
    first = meetings[0]
    chosen = {name: getattr(first, name) for name in CHOSEN}
    found = deadlines_for(first.starts_at, published_at=first.published_at or now, **chosen)
    yield from (getattr(found, name) for name in CHOSEN)
    for meeting in meetings:
        yield from (meeting.starts_at, meeting.ends_at)
