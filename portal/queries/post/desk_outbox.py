"""Reading the outbox for staff: what waits, left, was refused or dropped, and each message without its secrets.

A message that carries a secret shows neither subject nor words here, and no personal link works (docs/adr/0009).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer

from portal import clock
from portal.database import db
from portal.mail.wire.personal_links import hide
from portal.models.post.inbound import Bounce
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import facts_of
from portal.queries.base.paging import Neighbours, Place, page_by_number
from portal.queries.base.returned import Returned, returns_of
from portal.queries.post.mail_lines import MailLine, line_of
from portal.rules.base.states import MessageState
from portal.rules.post.retrying import why_not
from portal.rules.refusals import NotFound, Refusal

ADDRESSED = OutboxMessage.__table__.alias("addressed")
BODY = (OutboxMessage.body_text, OutboxMessage.body_html, OutboxMessage.calendar)


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What narrows the list: a state, or none, a part of an address, and whether it came back."""

    state: MessageState | None = None
    address: str = ""
    returned: bool = False


@dataclass(frozen=True, slots=True)
class MailList:
    """One page of the list, the newest first. `failed`: how many are refused, whatever narrows the list.

    `returns`: how those of the page came back, by message.
    """

    lines: list[MailLine]
    returns: dict[int, tuple[Returned, ...]]
    count: int
    neighbours: Neighbours
    failed: int


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One message. `refusal` says why it cannot be tried again; a secret one has no words; `returns`: it came back."""

    line: MailLine
    returns: tuple[Returned, ...]
    to_name: str
    secret: bool
    written_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    attempts: int
    text: str
    html: str
    calendar: str
    refusal: Refusal | None


def mails(wanted: MailFilter, place: Place) -> MailList:
    """The page at this place."""
    where = _conditions(wanted)
    page = select(OutboxMessage).where(*where).options(*(defer(part) for part in BODY))
    rows, neighbours = page_by_number(page, OutboxMessage, place)
    refused = select(func.count(OutboxMessage.id)).where(OutboxMessage.state == MessageState.FAILED)
    lines = [_line(row[0]) for row in rows]
    return MailList(
        lines=lines,
        returns=returns_of([line.id for line in lines]),
        count=db.session.scalar(select(func.count(OutboxMessage.id)).where(*where)) or 0,
        neighbours=neighbours,
        failed=db.session.scalar(refused) or 0,
    )


def _conditions(wanted: MailFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(OutboxMessage.state == wanted.state)
    if wanted.address:  # looked for in the index of addresses, which is short, not in the mails
        here = select(ADDRESSED.c.id).where(ADDRESSED.c.to_address.icontains(wanted.address, autoescape=True))
        conditions.append(OutboxMessage.id.in_(here))
    if wanted.returned:
        conditions.append(OutboxMessage.id.in_(select(Bounce.outbox_id).where(Bounce.outbox_id.is_not(None))))
    return conditions


def mail(mail_id: int) -> KeptMail:
    """One message of the outbox. Raises NotFound."""
    row = db.session.get(OutboxMessage, mail_id)
    if row is None:
        raise NotFound
    return KeptMail(
        line=_line(row),
        returns=returns_of([row.id]).get(row.id, ()),
        to_name=row.to_name,
        secret=row.secret,
        written_at=row.created_at,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        attempts=row.attempts,
        text="" if row.secret else hide(row.body_text),
        html="" if row.secret else hide(row.body_html),
        calendar="" if row.secret else (row.calendar or b"").decode("utf-8"),
        refusal=why_not(facts_of(db.session(), [row], clock.now())[row.id], clock.now()),
    )


def _line(row: OutboxMessage) -> MailLine:
    return line_of(row, "" if row.secret else row.subject)
