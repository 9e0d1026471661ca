"""Between "a registration changed" and "a message waits in the outbox": one call at the end of every command."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.mail.compose.planning.moves import tell_moves
from portal.mail.compose.planning.sessions import revision_message
from portal.mail.compose.registrations import holds
from portal.mail.compose.registrations import registrations as compose
from portal.mail.entries import entries, situations
from portal.mail.entries.meetings import MeetingFacts
from portal.mail.entries.revisions import Settlement
from portal.mail.stories.decisions import Channel
from portal.mail.stories.stories import Command, Story, tell_stories
from portal.mail.wire import outbox
from portal.mail.wire.causes import causes, people_of
from portal.mail.wire.outbox import Envelope
from portal.models.planning.seating import lines_of, room_of
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ONE_PER_PERSON, MessageState, RegistrationState
from portal.rules.registrations.ranks import ranks
from portal.rules.registrations.transitions import Transition, TransitionKind

WHOLE_SESSION = {TransitionKind.RESCHEDULED, TransitionKind.SESSION_CANCELLED}
OVER = {TransitionKind.SESSION_CANCELLED, TransitionKind.COMPLETED}
# A seat given out without anybody joining or leaving: the session itself changed, perhaps its trainers too.
BY_THE_SESSION = {TransitionKind.SEATED, TransitionKind.SEAT_HELD}


# These speak of registrations to somebody else than the person.
TO_OTHERS = ("partner_summary", "approval_needed", "late_changes", "hold_reminder")
TOLD_WHILE_WAITING = {
    RegistrationState.PENDING: TransitionKind.ASKED,
    RegistrationState.WAITLISTED: TransitionKind.JOINED_LINE,
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did. `message` is what staff write to everybody; `line` all its registrations not cancelled.

    `was`: the meetings before the command moved them; `correcting`: whose invitation reads otherwise gets it anew;
    `tickets`: those of the evaluation, by registration.
    """

    transitions: Sequence[Transition]
    actor_id: int | None
    message: str
    line: Sequence[Registration]
    was: Sequence[MeetingFacts] = ()
    correcting: bool = False
    tickets: Mapping[int, str] = field(default_factory=dict)


def tell(session: Session, training_session_id: int, done: Done) -> None:
    """Decide once about the messages of each transition, and bring the calendar entries in line.

    Called once, last, inside the command's `writing()`, after all its row changes are flushed. Without
    transitions, and when the session moved or is cancelled, every mailbox of the session is looked at: so it
    serves publishing, a changed trainer, a corrected address.
    About ten statements, however many registrations the session has. Raises Undecided.
    """
    kinds = {transition.kind for transition in done.transitions}
    everyone = done.correcting or kinds <= BY_THE_SESSION or bool(kinds & WHOLE_SESSION)
    command = _read(session, training_session_id, done, everyone)
    situation = command.situation
    boxes = None if everyone else command.mailboxes
    settlement = entries.settle(session, situation, boxes, correcting=done.correcting)
    envelopes = [*_revisions(command, settlement), *tell_moves(session, command)]
    envelopes += _to_people(session, command, settlement)
    envelopes += [*compose.summaries(command), *compose.late_changes(command), *_to_staff(session, command)]
    envelopes += holds.reminders(session, command)
    outbox.put_all(session, envelopes)


def tell_again(session: Session, registration: Registration, actor_id: int | None) -> None:
    """Say to who waits, at an address that never heard of it, where she stands; nothing to anybody else.

    Inside the caller's `writing()`.
    """
    kind = TOLD_WHILE_WAITING[registration.state]
    transition = Transition(kind, registration.id, registration.state, registration.state)
    line = session.scalars(
        select(Registration)
        .where(Registration.session_id == registration.session_id, Registration.state.in_(ONE_PER_PERSON))
        .order_by(Registration.joined_at, Registration.id)
    ).all()
    command = _read(session, registration.session_id, Done([transition], actor_id, "", line), everyone=False)
    letters = [letter for story in command.stories for letter in compose.to_person(command, story)]
    outbox.put_all(session, letters)


def tell_certificate(session: Session, registration: Registration, actor_id: int | None, replaced: str) -> None:
    """Say that the certificate with the number `replaced` has another one now, inside the caller's `writing()`."""
    kind, state = TransitionKind.OUTCOME_CORRECTED, registration.state
    transition = Transition(kind, registration.id, state, state, note=replaced, certificate=True)
    command = _read(session, registration.session_id, Done([transition], actor_id, "", []), everyone=False)
    outbox.put_all(session, [mail for story in command.stories for mail in compose.to_person(command, story)])


def over_again(session: Session, row: OutboxMessage) -> bool:
    """Write the mail after a session anew, erased because it carried a ticket: with all but the ticket, which is lost.

    Inside the caller's `writing()`. Says whether it could: not where that address is nobody's any more.
    """
    [number] = people_of(row)
    registration = session.get_one(Registration, number)
    transition = Transition(TransitionKind.COMPLETED, number, RegistrationState.CONFIRMED, registration.state)
    command = _read(session, registration.session_id, Done([transition], None, "", []), everyone=False)
    letters = [letter for story in command.stories for letter in compose.to_person(command, story)]
    anew = next((letter for letter in letters if letter.to_address == row.to_address), None)
    if anew is not None:
        outbox.rewrite(row, anew)
        row.secret = False
    return anew is not None


def _read(session: Session, training_session_id: int, done: Done, everyone: bool) -> Command:
    touched = [transition.registration_id for transition in done.transitions]
    situation = situations.read(session, training_session_id, touched, everyone)
    own = [situation.rows[number] for number in dict.fromkeys(touched)]
    situations.read_accounts(session, situation, [row.partner.id for row in own], done.actor_id)
    stories = list(tell_stories(situation, done.transitions))
    command = Command(situation, stories, {row.mailbox for row in own} - {""}, done.message, was=done.was)
    command.tickets = done.tickets
    if requests := command.unanswered_requests:
        command.askers = situations.askers(session, requests)
    if command.kinds & OVER:
        situation.other_dates = situations.other_dates(session, situation.training, situation.now)
    if compose.waits_for_rank(command):
        _add_ranks(command, done.line)
    return command


def _add_ranks(command: Command, line: Sequence[Registration]) -> None:
    situation = command.situation
    deadlines = situation.deadlines
    lines = lines_of(line, deadlines, situation.now)
    found = ranks(room_of(situation.training, deadlines, situation.now), lines)
    for story in command.stories:
        story.rank = found.get(story.row.registration.id)


def _revisions(command: Command, settlement: Settlement) -> Iterator[Envelope]:
    for revision in settlement.revisions:
        envelope = revision_message(command, revision)
        if revision.waiting is not None:
            outbox.rewrite(revision.waiting, envelope)
        else:
            yield envelope


def _to_people(session: Session, command: Command, settlement: Settlement) -> Iterator[Envelope]:
    """The plain mails: for those whom no calendar entry tells."""
    heard = _heard_before(session, command, settlement)
    for story in command.stories:
        if story.transition.kind is TransitionKind.RESCHEDULED or not story.decision.kind:
            continue
        if _needs_mail(story, settlement, heard):
            yield from compose.to_person(command, story)


def _needs_mail(story: Story, settlement: Settlement, heard_before: set[int]) -> bool:
    number = story.row.registration.id
    if story.decision.channel is Channel.MAIL or not story.row.mailbox:
        return True
    if number in settlement.spoken_of:
        return False
    return number not in settlement.unsent or number in heard_before


def _heard_before(session: Session, command: Command, settlement: Settlement) -> set[int]:
    """Of those whose invitation never left: who was told something else that they would go on believing, or will be.

    That they wait, that they have a seat: by whichever mail, at an earlier address, or handed on by the coordination.
    """
    if not settlement.unsent:
        return set()
    said = or_(OutboxMessage.state != MessageState.DROPPED, OutboxMessage.may_have_left)
    own = (OutboxMessage.session_id == command.situation.training.id, OutboxMessage.kind.not_in(TO_OTHERS))
    found = causes(session, *own, said)
    return {number for cause in found for number in cause.registrations or ()} & settlement.unsent


def _to_staff(session: Session, command: Command) -> Iterator[Envelope]:
    if any(story.decision.staff for story in command.stories):
        yield from compose.approvals(command, situations.staff_accounts(session))
