"""Looking once more at mails about to leave, so that what has become untrue meanwhile is not sent."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import db, writing
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import unleased
from portal.rules.base.states import MessageState

LookAgain = Callable[[Session, OutboxMessage], bool]
"""Drops one mail, puts it off or writes it anew; says whether it did."""


def look_again(kind: str, reading: LookAgain) -> int:
    """Give `reading` each mail of this kind that is due and no worker holds, locked; returns how many changed."""
    now = clock.now()
    leaving = (
        OutboxMessage.kind == kind,
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.not_before <= now,
        unleased(now),
    )
    if db.session.scalar(select(OutboxMessage.id).where(*leaving).limit(1)) is None:
        return 0
    with writing() as session:
        found = select(OutboxMessage).where(*leaving).order_by(OutboxMessage.id).with_for_update()
        # A row that another worker claimed meanwhile is out of it: the lock reads each one as it stands.
        rows = session.scalars(found.execution_options(populate_existing=True))
        return sum(reading(session, row) for row in rows)
