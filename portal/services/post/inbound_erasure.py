"""The end of what arrived: its words go after a month. What servers said of addresses goes by night (upkeep/terms)."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.post.inbound import InboundMessage
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import key_begins
from portal.rules.base.states import InboundState
from portal.rules.upkeep.retention import RecordKind, moment_after
from portal.services.base.jobs import JobKind, does


@does(JobKind.ERASE_INBOUND)
def erase(inbound_id: int) -> None:
    """Erase who wrote one message and its words, also in the mails that handed them on to staff.

    The row stays, so that the same message never counts twice.
    """
    with writing() as session:
        row = lock_row(session, InboundMessage, inbound_id)
        if clock.now() < moment_after(RecordKind.INBOUND_MESSAGE, row.received_at):
            return
        row.sender = row.subject = row.words = row.comment = ""
        row.erased_at = clock.now()
        if row.state is InboundState.TO_READ:
            row.state = InboundState.READ
        _erase_forwarded(session, inbound_id)


def _erase_forwarded(session: Session, inbound_id: int) -> None:
    handed_on = _starting(session, [f"forwarded:{inbound_id}:"])
    copies = _starting(session, [f"again:{number}:" for number in handed_on])
    emptied = update(OutboxMessage).where(OutboxMessage.id.in_([*handed_on, *copies]))
    session.execute(emptied.values(subject="", body_text="", body_html="", reply_to=""))


def _starting(session: Session, beginnings: Sequence[str]) -> list[int]:
    named = [key_begins(beginning) for beginning in beginnings]
    return list(session.scalars(select(OutboxMessage.id).where(or_(*named)))) if named else []
