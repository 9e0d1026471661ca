"""Reading what arrived and waits for somebody of the staff."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from portal.database import db
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.post.inbound import InboundMessage
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.registrations import Registration
from portal.queries.base.paging import Neighbours, Place, page_by_number
from portal.rules.base.names import in_order
from portal.rules.base.states import InboundKind, InboundReason, InboundState, PartStat
from portal.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Received:
    """A message in the list. `session` is the title of what it is about, "" where that is not known."""

    id: int
    kind: InboundKind
    state: InboundState
    reason: InboundReason | None
    sender: str
    subject: str
    at: datetime
    erased: bool
    session: str
    public_id: str


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """One message, its words as plain text, the teams it is about, and who has dealt with it.

    `partstat` is the answer, `applicable` where staff may apply it; `proposed` the other time, start and end.
    """

    line: Received
    words: str
    mailbox: str
    teams: tuple[tuple[str, str], ...]
    read_at: datetime | None
    read_by: str
    partstat: PartStat | None
    applicable: bool
    comment: str
    proposed: tuple[datetime, datetime | None] | None


@dataclass(frozen=True, slots=True)
class ReceivedList:
    """One page of the list, the newest first."""

    lines: list[Received]
    count: int
    neighbours: Neighbours


def to_read() -> int:
    """How many wait for somebody."""
    waiting = select(func.count(InboundMessage.id)).where(InboundMessage.state == InboundState.TO_READ)
    return db.session.scalar(waiting) or 0


def received(state: InboundState, place: Place) -> ReceivedList:
    """The page at this place."""
    here = InboundMessage.state == state
    rows, neighbours = page_by_number(_rows().where(here), InboundMessage, place)
    count = db.session.scalar(select(func.count(InboundMessage.id)).where(here)) or 0
    return ReceivedList([_line(*row) for row in rows], count, neighbours)


def one(inbound_id: int) -> ReceivedPage:
    """One message. Raises NotFound."""
    found = db.session.execute(_rows().where(InboundMessage.id == inbound_id)).one_or_none()
    if found is None:
        raise NotFound
    row = found[0]
    entry = db.session.get(CalendarEntry, row.entry_id) if row.entry_id else None
    reader = db.session.get(Account, row.read_by_id) if row.read_by_id else None
    return ReceivedPage(
        line=_line(*found),
        words=row.words,
        mailbox=entry.mailbox if entry else "",
        teams=_teams(entry) if entry else (),
        read_at=row.read_at,
        read_by=reader.name if reader else "",
        partstat=row.partstat,
        applicable=row.state is InboundState.TO_READ and row.partstat is not None and row.answered_at is not None,
        comment=row.comment,
        proposed=(row.proposed_start, row.proposed_end) if row.proposed_start else None,
    )


def _rows() -> Select[InboundMessage, str, str]:
    return (
        select(InboundMessage, TrainingSession.public_id, Workshop.title)
        .outerjoin(TrainingSession, TrainingSession.id == InboundMessage.session_id)
        .outerjoin(Workshop, Workshop.id == TrainingSession.workshop_id)
    )


def _line(row: InboundMessage, public_id: str | None, title: str | None) -> Received:
    return Received(
        id=row.id,
        kind=row.kind,
        state=row.state,
        reason=row.reason,
        sender=row.sender,
        subject=row.subject,
        at=row.received_at,
        erased=row.erased_at is not None,
        session=title or "",
        public_id=public_id or "",
    )


def _teams(entry: CalendarEntry) -> tuple[tuple[str, str], ...]:
    """The partners whose people the invitation names: name and short name in addresses."""
    people = [int(number) for number in entry.shown["people"]]
    teams = select(Partner.name, Partner.slug).join(Registration, Registration.partner_id == Partner.id)
    found = db.session.execute(teams.where(Registration.id.in_(people)).distinct())
    return tuple(sorted(((row.name, row.slug) for row in found), key=lambda team: in_order(team[0])))
