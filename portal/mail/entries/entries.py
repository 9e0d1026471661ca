"""Calendar entries kept true: after each command every mailbox shows exactly the meetings it should.

`settle` compares what each mailbox ought to hold with what its last revision says, and gives back the revisions to
send: at most one a (meeting, mailbox). It writes entries, never messages: portal/mail/telling.py words them.
See docs/calendar.md, "The life of an entry".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.mail.entries.meetings import MeetingFacts
from portal.mail.entries.revisions import Revision, Settlement, Shown, shown_from, shown_of
from portal.mail.entries.sequences import raise_dtstamp, raise_sequence
from portal.mail.entries.situations import Situation
from portal.mail.entries.states import EntryState, state_of
from portal.mail.entries.wordings import wording_of
from portal.mail.wire.outbox import drop, new_token
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.post.outbox_facts import not_left
from portal.rules.base.states import CalendarMethod
from portal.rules.planning.rewordings import differing

Place = tuple[int | None, str]
LIVE = (
    select(CalendarEntry)
    .where(CalendarEntry.session_id == bindparam("session_id"), CalendarEntry.live.is_(True))
    .order_by(CalendarEntry.id)
    .execution_options(populate_existing=True)
)
LIVE_OF_MAILBOXES = LIVE.where(CalendarEntry.mailbox.in_(bindparam("mailboxes", expanding=True)))


def settle(
    session: Session, situation: Situation, mailboxes: Collection[str] | None = None, *, correcting: bool = False
) -> Settlement:
    """Bring the entries of the session in line with its holders, and say what to send.

    Holders are the confirmed registrations of `situation.rows` and its trainers, while the session is published.
    Only these `mailboxes` are looked at (None: all), and only meetings that have not begun. Corrected words alone are
    sent when `correcting`; what has not left yet takes them in any case. Runs inside the caller's `writing()`, after
    its row changes are flushed.
    """
    wanted = _wanted(situation, mailboxes)
    found = _live(session, situation, mailboxes)
    # Two removed meetings leave two entries without one in the same mailbox: they have no place of their own.
    gone = [entry for entry in found if entry.meeting_id is None]
    live: dict[Place, CalendarEntry] = {
        (entry.meeting_id, entry.mailbox): entry for entry in found if entry.meeting_id is not None
    }
    touched = {place: entry for place, entry in live.items() if _differs(entry, wanted.get(place))}
    reworded = {
        place: entry for place, entry in live.items() if place not in touched and wanted[place].reads_unlike(entry)
    }
    states = _states(session, [*gone, *touched.values(), *reworded.values()], correcting=correcting)
    touched |= {place: entry for place, entry in reworded.items() if correcting or states[entry.id].on_its_way}
    settlement = Settlement()
    for entry in gone:
        _withdraw(settlement, situation, entry, states[entry.id])
    for place, entry in touched.items():
        if place in wanted:
            _revise(settlement, situation, entry, wanted[place], states[entry.id])
        else:
            _withdraw(settlement, situation, entry, states[entry.id])
    new = {place: shown for place, shown in wanted.items() if place not in live}
    restored = _restored(session, situation, new) if new and mailboxes is None else {}
    for place, entry in restored.items():
        if entry.forgotten:
            _revise(settlement, situation, entry, wanted[place], state_of(entry, None))
    for place in [place for place in new if place not in restored]:
        _begin(session, settlement, situation, place, wanted[place])
    session.flush()
    return settlement


def _wanted(situation: Situation, mailboxes: Collection[str] | None) -> dict[Place, Shown]:
    if not situation.published:
        return {}
    people: dict[str, dict[int, str]] = {}
    for row in situation.rows.values():
        if row.holds_seat:
            people.setdefault(row.mailbox, {})[row.registration.id] = row.name
    trainers = {account.email for account in situation.trainers}
    holders = [box for box in [*people, *sorted(trainers - set(people))] if mailboxes is None or box in mailboxes]
    return {
        (meeting.id, box): replace(shown_of(meeting, people.get(box, {}), teaches=box in trainers), wording=words)
        for meeting in situation.coming
        for words in (wording_of(situation.title, situation.training, meeting).as_kept(),)
        for box in holders
    }


def _live(session: Session, situation: Situation, mailboxes: Collection[str] | None) -> list[CalendarEntry]:
    """Live entries of the session, but those of meetings that have begun: they are never touched again."""
    begun = {meeting.id for meeting in situation.meetings if meeting.starts_at <= situation.now}
    standing = {meeting.id for meeting in situation.meetings}
    asked = {"session_id": situation.training.id, "mailboxes": sorted(mailboxes or ())}
    entries = session.scalars(LIVE if mailboxes is None else LIVE_OF_MAILBOXES, asked)
    return [
        entry
        for entry in entries
        if entry.meeting_id not in begun
        and (entry.meeting_id in standing or shown_from(entry.shown).starts_at > situation.now)
    ]


def _differs(entry: CalendarEntry, shown: Shown | None) -> bool:
    return shown is None or entry.forgotten or shown_from(entry.shown).hash != shown.hash


def _states(session: Session, entries: Sequence[CalendarEntry], *, correcting: bool) -> dict[int, EntryState]:
    """What is known of each of these entries; the messages on their way are locked, so that no worker takes them."""
    if not entries:
        return {}
    statement = (
        select(OutboxMessage)
        .where(OutboxMessage.entry_id.in_([entry.id for entry in entries]), *not_left())
        .order_by(OutboxMessage.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    on_their_way = {row.entry_id: row for row in session.scalars(statement)}
    return {entry.id: state_of(entry, on_their_way.get(entry.id), correcting=correcting) for entry in entries}


def _restored(session: Session, situation: Situation, new: Mapping[Place, Shown]) -> dict[Place, CalendarEntry]:
    """A meeting that was removed and stands again before anybody heard of it: its entries live on, untold."""
    statement = (
        select(OutboxMessage, CalendarEntry)
        .join(CalendarEntry, CalendarEntry.id == OutboxMessage.entry_id)
        .where(
            CalendarEntry.session_id == situation.training.id,
            CalendarEntry.meeting_id.is_(None),
            OutboxMessage.method == CalendarMethod.CANCEL,
            *not_left(),
        )
        .with_for_update(of=OutboxMessage)
    )
    found: dict[Place, CalendarEntry] = {}
    for message, entry in session.execute(statement).all():
        state = state_of(entry, message)
        told, left = state.told, [place for place in new if place not in found and place[1] == entry.mailbox]
        place = next((place for place in left if told is not None and new[place].hash == told.hash), None)
        if place is not None and told is not None:
            entry.meeting_id, entry.live, entry.method = place[0], True, CalendarMethod.REQUEST
            entry.shown, entry.forgotten = told.as_json(), state.shows is None
            drop(message, "undone before it left")
            found[place] = entry
    return found


def _begin(session: Session, settlement: Settlement, situation: Situation, place: Place, shown: Shown) -> None:
    """A new entry with a UID of its own, even where an older one was cancelled."""
    entry = CalendarEntry(
        session_id=situation.training.id,
        meeting_id=place[0],
        mailbox=place[1],
        uid=new_token(),
        sequence=0,
        dtstamp=situation.now.replace(microsecond=0),
        method=CalendarMethod.REQUEST,
        shown=shown.as_json(),
        first_message_id=f"<{new_token()}>",
        created_at=situation.now,
        live=True,
    )
    session.add(entry)
    meeting = _meeting(situation, place[0])
    settlement.revisions.append(
        Revision(entry=entry, method=entry.method, shown=shown, before=None, told=None, meeting=meeting)
    )


def _meeting(situation: Situation, meeting_id: int | None) -> MeetingFacts | None:
    return next((meeting for meeting in situation.meetings if meeting.id == meeting_id), None)


def _revise(
    settlement: Settlement,
    situation: Situation,
    entry: CalendarEntry,
    shown: Shown,
    state: EntryState,
) -> None:
    """A new revision; or the one still waiting says the newer; or, all being undone, nothing is said.

    Undone means that nobody asked to tell of what still differs: the mailbox then shows what it showed.
    """
    before, told, waiting = state.shows, state.told, state.on_its_way
    _note_untold(settlement, entry, (*shown.people, *(told.people if told else ())))
    only_words = not entry.forgotten and shown_from(entry.shown).hash == shown.hash
    if waiting is not None and before is not None and _undone(before, shown, state):
        entry.shown, entry.forgotten = before.as_json(), False
        drop(waiting, "undone before it left")
        return
    entry.shown, entry.forgotten = shown.as_json(), False
    if told is not None and told.times_and_place != shown.times_and_place:
        entry.partstat, entry.answer_comment = None, ""  # the answer was to another time or place
    if waiting is None:
        raise_sequence(entry, situation.now)
    else:
        raise_dtstamp(entry, situation.now)
    meeting = _meeting(situation, entry.meeting_id)
    settlement.revisions.append(
        Revision(
            entry=entry,
            method=entry.method,
            shown=shown,
            before=before,
            told=told,
            meeting=meeting,
            waiting=waiting,
            corrects=state.corrects,
            only_words=only_words,
        )
    )


def _undone(before: Shown, shown: Shown, state: EntryState) -> bool:
    return before.hash == shown.hash and not (state.corrects and differing(before.wording, shown.wording))


def _withdraw(settlement: Settlement, situation: Situation, entry: CalendarEntry, state: EntryState) -> None:
    """The entry goes: by a CANCEL with its last known times, or without a word when its reader was told nothing ever.

    A calendar that threw the invitation away passes over the CANCEL; its reader reads it. A message on its way that
    says who comes no more still leaves, and the CANCEL after it: of them the CANCEL would say nothing.
    """
    told, waiting = state.told, state.on_its_way
    entry.live = False
    if waiting is not None and told is not None and not _people(entry).issuperset(told.people):
        told = shown_from(entry.shown)
    elif waiting is not None:
        drop(waiting, "cancelled before it left")
    _note_untold(settlement, entry, told.people if told else ())
    if told is None:
        return
    raise_sequence(entry, situation.now)
    entry.method = CalendarMethod.CANCEL
    meeting = _meeting(situation, entry.meeting_id)
    settlement.revisions.append(
        Revision(entry=entry, method=entry.method, shown=told, before=state.shows, told=told, meeting=meeting)
    )


def _note_untold(settlement: Settlement, entry: CalendarEntry, spoken_of: Collection[int]) -> None:
    """Of whom the entry was about to speak, and now never will: they are not among those it spoke or speaks of."""
    settlement.unsent.update(_people(entry).difference(spoken_of))


def _people(entry: CalendarEntry) -> set[int]:
    return {int(number) for number in entry.shown["people"]}
