"""The end of what arrived: its words go after a month, what servers said of addresses after a year."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.inbound import Bounce, InboundMessage
from portal.rules.retention import Kept, moment_after, over_before
from portal.rules.states import InboundState
from portal.services.jobs import JobKind, does


@does(JobKind.ERASE_INBOUND)
def erase(inbound_id: int) -> None:
    """Erase who wrote one message and its words; the row stays, so that the same message never counts twice."""
    with writing() as session:
        row = lock_row(session, InboundMessage, inbound_id)
        if clock.now() < moment_after(Kept.INBOUND_MESSAGE, row.received_at):
            return
        row.sender = row.subject = row.words = row.comment = ""
        row.erased_at = clock.now()
        if row.state is InboundState.TO_READ:
            row.state = InboundState.READ
        _erase_bounces(session)


def _erase_bounces(session: Session) -> None:
    session.execute(delete(Bounce).where(Bounce.at < over_before(Kept.BOUNCE, clock.now())))
