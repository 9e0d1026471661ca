"""Who hears of a move without a calendar entry: who waits, and the coordinators, once it cannot be taken back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import summary, to_person
from portal.mail.entries.meetings import MeetingFacts, MeetingRecord, record_from, record_of
from portal.mail.stories.decisions import Channel
from portal.mail.stories.stories import Command, Story
from portal.mail.wire import outbox
from portal.mail.wire.causes import MoveNews, move_of
from portal.mail.wire.outbox import Envelope, drop
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import not_left
from portal.rules.base.states import RegistrationState
from portal.rules.planning.planning import undo_until
from portal.rules.registrations.transitions import TransitionKind

PLAIN, SUMMARY = "session_moved", "partner_summary"
MOVED = TransitionKind.RESCHEDULED
# Whoever comes into one of these is told by another mail, which says the dates as they now are.
OVERTAKEN = (
    RegistrationState.WAITLISTED,
    RegistrationState.CONFIRMED,
    RegistrationState.HELD,
    RegistrationState.CANCELLED,
)


def tell_moves(session: Session, command: Command) -> Iterator[Envelope]:
    """The plain mails and the summaries of a move: each waits ten minutes, and says what its reader last knew.

    One that still waits is written anew; it is dropped where the session is again as its reader knows it, and
    where something newer tells its reader more.
    """
    waiting = _waiting(session, command) if MOVED in command.kinds or command.situation.training.moved_at else {}
    _drop_overtaken(command, waiting)
    if MOVED not in command.kinds:
        return
    present = [record_of(meeting) for meeting in command.situation.meetings]
    before = [record_of(meeting) for meeting in command.was]
    for number, envelope in _mails(command):
        row = waiting.get((envelope.kind, envelope.to_address, number))
        move = move_of(row) if row else None
        known = [record_from(kept) for kept in move.known] if move else before
        if row and _moments(known) == _moments(present):
            drop(row, "undone before it left")
            continue
        told = replace(
            envelope,
            context={**envelope.context, "was": changed(known, present), "moved": what_moved(known, present)},
            cause=replace(envelope.cause, move=MoveNews(number, [meeting.as_json() for meeting in known])),
            not_before=undo_until(starts_of(known, present), command.situation.now),
        )
        if row:
            outbox.rewrite(row, told)
        else:
            yield told


def _mails(command: Command) -> Iterator[tuple[int, Envelope]]:
    """Each mail with the number of the registration, or of the partner, that it is about."""
    stories = [story for story in command.stories if story.transition.kind is MOVED]
    for story in stories:
        if _needs_mail(story):
            for envelope in to_person(command, story):
                yield story.row.registration.id, envelope
    together: dict[tuple[int, bool], list[Story]] = defaultdict(list)
    for story in stories:
        together[story.row.partner.id, story.unannounced].append(story)
    for (partner_id, unannounced), own in together.items():
        accounts = command.coordinators(own[0]) if unannounced else command.situation.coordinators[partner_id]
        for account in accounts:
            if any(story.row.mailbox != account.email for story in own):
                yield partner_id, summary(command, account, own)


def _needs_mail(story: Story) -> bool:
    return bool(story.decision.kind) and (story.decision.channel is Channel.MAIL or not story.row.mailbox)


def _waiting(session: Session, command: Command) -> dict[tuple[str, str, int], OutboxMessage]:
    statement = select(OutboxMessage).where(
        OutboxMessage.session_id == command.situation.training.id,
        OutboxMessage.kind.in_((PLAIN, SUMMARY)),
        *not_left(),
    )
    rows = [(row, move_of(row)) for row in session.scalars(statement.with_for_update())]
    return {(row.kind, row.to_address, move.about): row for row, move in rows if move is not None}


def _drop_overtaken(command: Command, waiting: Mapping[tuple[str, str, int], OutboxMessage]) -> None:
    """Who has a seat by now, was let into the line, or left, was told more by it; of a cancelled session nobody reads
    that it moved.
    """
    over = TransitionKind.SESSION_CANCELLED in command.kinds
    newer = {
        story.row.registration.id
        for story in command.stories
        if story.transition.kind is not MOVED and story.transition.after in OVERTAKEN
    }
    for (kind, _, number), row in waiting.items():
        if over or (kind == PLAIN and number in newer):
            drop(row, "overtaken before it left")


def _moments(meetings: Iterable[MeetingRecord]) -> set[tuple[str, str, int | None, str]]:
    return {meeting.times_and_place for meeting in meetings}


def changed(known: Sequence[MeetingRecord], present: Sequence[MeetingRecord]) -> list[MeetingFacts]:
    """The meetings somebody knew that are no more where and when they were, in order."""
    stay = _moments(present)
    return [meeting.meeting for meeting in known if meeting.times_and_place not in stay]


def what_moved(known: Sequence[MeetingRecord], present: Sequence[MeetingRecord]) -> str:
    """What the title of a mail names: "added", "removed", "date", "place", "link", or "date and place"."""
    before, after = _moments(known), _moments(present)
    if before < after or after < before:
        return "added" if before < after else "removed"
    dates = {moment[:2] for moment in before} != {moment[:2] for moment in after}
    places = {(moment[2], *moment[:2] * (not dates)) for moment in before}
    if places != {(moment[2], *moment[:2] * (not dates)) for moment in after}:
        return "date and place" if dates else "place"
    return "date" if dates else "link"


def starts_of(known: Sequence[MeetingRecord], present: Sequence[MeetingRecord]) -> list[datetime]:
    """When the meetings begin that differ, as they were and as they are."""
    return [meeting.starts_at for meeting in changed(present, known) + changed(known, present)]
