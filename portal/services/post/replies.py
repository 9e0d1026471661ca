"""Answers to invitations: believed or not, kept with their entry, and what a refusal brings about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.post import inbound as compose
from portal.mail.incoming.incoming import Incoming
from portal.models.planning.sessions import TrainingSession
from portal.models.post.inbound import InboundMessage
from portal.models.post.mail import CalendarEntry
from portal.rules.base.states import InboundReason, InboundState, PartStat
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.post.replies import CalendarReply, Dmarc, EntryFacts, Verdict, judge
from portal.rules.refusals.post import ReplyOver
from portal.services.base import jobs
from portal.services.base.journal import Entry, record
from portal.services.registrations import declines
from portal.settings import current_settings


def locked(session: Session, inbound_id: int) -> InboundMessage:
    """The row of a message, locked. Raises NotFound."""
    return lock_row(session, InboundMessage, inbound_id)


def take_in(session: Session, row: InboundMessage, incoming: Incoming) -> None:
    """Decide about a calendar object that arrived, inside the caller's `writing()`. Only an answer changes anything."""
    entry = _entry(session, incoming.reply)
    if entry is not None:
        row.entry_id, row.session_id = entry.id, entry.session_id
    if incoming.method != "REPLY" or incoming.reply is None:
        counter = incoming.method == "COUNTER"
        if counter and incoming.reply is not None:
            _keep(row, incoming.reply)
            row.proposed_start, row.proposed_end = incoming.reply.starts_at, incoming.reply.ends_at
        row.state = InboundState.TO_READ if counter else InboundState.IGNORED
        row.reason = InboundReason.COUNTER if counter else InboundReason.FROM_OUTSIDE
        return
    verdict = judge(incoming.reply, _facts(entry), clock.now())
    row.state, row.reason = verdict.state, verdict.reason
    said = _applied(incoming.reply, verdict)
    if entry is not None and verdict.state is InboundState.APPLIED and said is not None:
        row.reason = _apply(session, entry, said, None)
        row.state = InboundState.TO_READ if row.reason else InboundState.APPLIED
    elif said is not None:
        row.partstat, row.comment = said.partstat, said.comment
        row.answered_at, row.answered_sequence = said.at, said.sequence
    elif row.state is InboundState.TO_READ:
        _keep(row, incoming.reply)


def _keep(row: InboundMessage, reply: CalendarReply) -> None:
    """What staff read of an answer that nobody can apply."""
    row.partstat, row.comment = reply.word(), reply.comment


@dataclass(frozen=True, slots=True)
class AppliedReply:
    """What is kept of an answer. `proven`: our receiving server vouched for who sent it."""

    partstat: PartStat
    at: datetime
    sequence: int
    comment: str
    proven: bool = False


def _applied(reply: CalendarReply, verdict: Verdict) -> AppliedReply | None:
    if verdict.partstat is None or verdict.at is None:
        return None
    return AppliedReply(verdict.partstat, verdict.at, reply.sequence, reply.comment, reply.dmarc is Dmarc.PASS)


def apply_waiting(inbound_id: int, actor_id: int) -> None:
    """Apply the answer of another address, because staff know whose it is; never as proven.

    Raises NotFound, ReplyOver (nothing to apply, applied already, the invitation moved on).
    """
    with writing() as session:
        row = locked(session, inbound_id)
        waits = row.state is InboundState.TO_READ and row.entry_id is not None
        if not waits or row.partstat is None or row.answered_at is None:
            raise ReplyOver
        entry = session.get_one(CalendarEntry, row.entry_id)
        lock_row(session, TrainingSession, entry.session_id)
        session.refresh(entry)
        newer = entry.answered_at is not None and entry.answered_at > row.answered_at
        if not entry.live or newer or (row.answered_sequence or 0) < entry.sequence:
            raise ReplyOver
        said = AppliedReply(row.partstat, row.answered_at, row.answered_sequence or 0, row.comment)
        _apply(session, entry, said, actor_id)
        row.state, row.read_at, row.read_by_id = InboundState.READ, clock.now(), actor_id


def _entry(session: Session, reply: CalendarReply | None) -> CalendarEntry | None:
    """The entry with this UID, once its session is locked: what moves meanwhile is waited for."""
    if reply is None:
        return None
    wanted = select(CalendarEntry).where(CalendarEntry.uid == reply.uid)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        return None
    lock_row(session, TrainingSession, found.session_id)
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def _facts(entry: CalendarEntry | None) -> EntryFacts | None:
    return EntryFacts(entry.mailbox, entry.live, entry.sequence, entry.answered_at) if entry is not None else None


def _apply(session: Session, entry: CalendarEntry, said: AppliedReply, actor_id: int | None) -> InboundReason | None:
    """Keep the answer; returns why staff should know of it too, if they should."""
    before = entry.partstat
    entry.partstat, entry.answered_at, entry.answer_comment = said.partstat, said.at, said.comment
    entry.answered_sequence, entry.answer_proven = min(said.sequence, entry.sequence), said.proven
    if before is entry.partstat:
        return None
    session.flush()
    _journal(session, entry, before, actor_id)
    if entry.partstat is not PartStat.DECLINED or not declines.coming(entry):
        return None
    concerned = declines.holders(session, entry)
    if not concerned:
        return InboundReason.TRAINER_DECLINED if entry.shown["teaches"] else None
    free = current_settings().inbound.declines_free
    if free and declines.frees(session, entry, concerned):
        jobs.plan(session, jobs.JobKind.DECLINES, entry.session_id, clock.now())
    else:
        compose.ask_to_confirm(session, entry, [row.id for row in concerned])
    return None


def _journal(session: Session, entry: CalendarEntry, before: PartStat | None, actor_id: int | None) -> None:
    """An event for each person whom the entry names, one for the entry where it names none."""
    people = [int(number) for number in entry.shown["people"]]
    objects = [(ObjectKind.REGISTRATION, number) for number in people] or [(ObjectKind.CALENDAR_ENTRY, entry.id)]
    inputs = {"entry": entry.id, "sequence": entry.answered_sequence, "proven": entry.answer_proven}
    record(
        session,
        actor_id,
        *(
            Entry(
                Verb.ANSWERED_INVITATION,
                kind,
                number,
                entry.session_id,
                before=before or "",
                after=entry.partstat or "",
                inputs=inputs,
            )
            for kind, number in objects
        ),
    )
