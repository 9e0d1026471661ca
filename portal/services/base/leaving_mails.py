"""Looking once more at mails about to leave, so that what has become untrue meanwhile is not sent."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import db, writing
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import unleased
from portal.rules.base.states import MessageState

BATCH = 200  # mails that are looked at behind one lock
LookAgain = Callable[[Session, OutboxMessage], bool]
"""Drops one mail, puts it off or writes it anew; says whether it did."""


def look_again(kind: str, reading: LookAgain) -> int:
    """Give `reading` each mail of this kind that is due and no worker holds, locked, some at once;
    returns how many changed.
    """
    now = clock.now()
    leaving = (
        OutboxMessage.kind == kind,
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.not_before <= now,
        unleased(now),
    )
    changed, last = 0, 0
    found = select(OutboxMessage.id).where(*leaving).order_by(OutboxMessage.id).limit(BATCH)
    while ids := db.session.scalars(found.where(OutboxMessage.id > last)).all():
        last = ids[-1]
        with writing() as session:
            those = select(OutboxMessage).where(OutboxMessage.id.in_(ids), *leaving).order_by(OutboxMessage.id)
            # A row that another worker claimed meanwhile is out of it: the lock reads each one as it stands.
            rows = session.scalars(those.with_for_update().execution_options(populate_existing=True))
            changed += sum(reading(session, row) for row in rows)
    return changed
