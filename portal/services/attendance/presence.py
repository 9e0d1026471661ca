"""Noting who is present at a meeting: one tap is one fact, and none undoes what its author did not see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account
from portal.models.attendance.room_codes import DeclaredPresence
from portal.models.planning.seating import end_of
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.taps import Clash, Noted, Tap, Verdict, judge
from portal.rules.attendance.windows import Moment, marking_window
from portal.rules.base.states import NotedBy, PresenceMark, RegistrationState, SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import PresenceOver, PresenceTooEarly, SessionClosed
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished
from portal.services.attendance import tap_receipts
from portal.services.base.journal import Entry, record

LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Taps:
    """What one person noted at a meeting, in order; `reason` says why it is noted late, where it is.

    Those `noted_by` paper are copied from the signed sheet. Those by telephone confirm what people declared: a tap for
    somebody whose declaration was set aside meanwhile is left out.
    """

    session_id: int
    meeting_id: int
    taps: Sequence[Tap]
    actor_id: int
    reason: str = ""
    noted_by: NotedBy = NotedBy.TRAINER


def note(command: Taps) -> Noted:
    """Apply each tap whose author saw the mark that counts; the others are journalled and given back.

    A registration that no tap names keeps its mark, and one that lost its seat meanwhile is left alone. A tap for the
    mark that counts already changes nothing. One event is written, and none when nothing happened.
    Raises NotFound for a meeting or a row of another session, PresenceTooEarly, LateReasonMissing, PresenceOver,
    SessionClosed, SessionCancelled or SessionNotPublished.
    """
    with writing() as session:
        training = lock_row(session, TrainingSession, command.session_id)
        meeting = meeting_of(training, command.meeting_id)
        reason = _check_moment(session, training, meeting, command)
        if command.noted_by is NotedBy.TELEPHONE:
            command = _still_declared(session, command)
        sheet = _Sheet(session, command)
        before = tap_receipts.keep(session, command.actor_id, meeting.id, [tap.key for tap in command.taps])
        for tap in command.taps:
            if tap.key in before:
                sheet.take_again(tap, clashed=before[tap.key])
            else:
                sheet.take(tap)
        sheet.write()
        _journal(session, meeting, sheet, command, reason)
        clashed = [tap.key for tap in sheet.clashed]
        tap_receipts.note_clashes(session, command.actor_id, meeting.id, clashed)
        return sheet.noted()


def meeting_of(training: TrainingSession, meeting_id: int) -> Meeting:
    """One of the session's meetings. Raises NotFound."""
    for meeting in training.meetings:
        if meeting.id == meeting_id:
            return meeting
    raise NotFound


def check_noted(status: SessionStatus) -> None:
    """Raise SessionCancelled, SessionNotPublished or SessionClosed where nothing is noted on the list of a session."""
    match status:
        case SessionStatus.CANCELLED:
            raise SessionCancelled
        case SessionStatus.DRAFT:
            raise SessionNotPublished
        case SessionStatus.DONE:
            raise SessionClosed


def _check_moment(session: Session, training: TrainingSession, meeting: Meeting, command: Taps) -> str:
    """The reason to keep: "" for presence noted in time."""
    check_noted(training.status)
    now, ends_at = clock.now(), end_of(training)
    window = marking_window(meeting.starts_at, ends_at, staff=False)
    if window.at(now) is Moment.OVER:
        actor = session.get_one(Account, command.actor_id)
        window = marking_window(meeting.starts_at, ends_at, staff=actor.is_staff or actor.is_admin)
    if window.at(now) is Moment.NOT_YET:
        raise PresenceTooEarly(first=window.first)
    return window.reason_to_keep(now, command.reason, PresenceOver)


def _still_declared(session: Session, command: Taps) -> Taps:
    wanted = [tap.registration_id for tap in command.taps if 0 < tap.registration_id <= LARGEST_ID]
    statement = select(DeclaredPresence.registration_id).where(
        DeclaredPresence.meeting_id == command.meeting_id, DeclaredPresence.registration_id.in_(wanted)
    )
    declared = set(session.scalars(statement))
    return replace(command, taps=[tap for tap in command.taps if tap.registration_id in declared])


# Those that taps name, and all that are marked: the phone is answered with every mark.
_ROWS = (
    select(
        Registration.id,
        Registration.state,
        Presence.id.label("presence_id"),
        Presence.mark,
        Presence.marked_by_id,
        Presence.marked_at,
    )
    .outerjoin(Presence, (Presence.registration_id == Registration.id) & (Presence.meeting_id == bindparam("meeting")))
    .where(Registration.session_id == bindparam("session"))
    .where(Registration.id.in_(bindparam("rows", expanding=True)) | Presence.id.is_not(None))
)


class _Sheet:
    """The marks of the registrations that taps name, read under the session's lock, and what becomes of each tap."""

    def __init__(self, session: Session, command: Taps) -> None:
        self.session, self.command = session, command
        self.rows: dict[int, AnyRow] = {}
        self.marks: dict[int, PresenceMark | None] = {}
        self.gone: dict[int, None] = {}
        self.missed: list[Tap] = []
        self.applied: list[Tap] = []
        self.clashed: list[Tap] = []
        self.clashes: dict[int, Tap] = {}
        self._read({tap.registration_id for tap in command.taps})

    def _read(self, wanted: set[int]) -> None:
        """A forged number, however long, reaches no query."""
        if not all(0 < number <= LARGEST_ID for number in wanted):
            raise NotFound
        given = {"meeting": self.command.meeting_id, "session": self.command.session_id, "rows": sorted(wanted)}
        for row in self.session.execute(_ROWS, given):
            self.rows[row.id], self.marks[row.id] = row, row.mark
            if row.id in wanted and row.state is not RegistrationState.CONFIRMED:
                self.gone[row.id] = None
        if not wanted <= self.rows.keys():
            raise NotFound

    def take(self, tap: Tap) -> None:
        """Apply a tap, or keep why not; the last clash of a registration is the one its author has to settle."""
        number = tap.registration_id
        if number in self.gone:
            self.missed.append(tap)
            return
        match judge(tap, self.marks[number]):
            case Verdict.APPLIED:
                self.marks[number] = tap.mark
                self.applied.append(tap)
                self.clashes.pop(number, None)
            case Verdict.AGREED:
                self.clashes.pop(number, None)
            case Verdict.CLASHED:
                self.clashed.append(tap)
                self.clashes[number] = tap

    def take_again(self, tap: Tap, *, clashed: bool) -> None:
        """A tap that came before writes nothing; a clash that still stands is told once more."""
        if clashed and tap.mark is not self.marks[tap.registration_id]:
            self.clashes[tap.registration_id] = tap

    def write(self) -> None:
        """Bring the rows to the marks that the taps left; a statement each for those added, changed and taken back."""
        touched = dict.fromkeys(tap.registration_id for tap in self.applied)
        marked = [number for number in touched if self.marks[number] is not None]
        added = [self._values(number) for number in marked if self.rows[number].presence_id is None]
        changed = [number for number in marked if self.rows[number].presence_id is not None]
        taken = [self.rows[number].presence_id for number in touched if self.marks[number] is None]
        if added:
            self.session.execute(insert(Presence), added)
        if changed:
            rows = [{"id": self.rows[number].presence_id, **self._values(number)} for number in changed]
            self.session.execute(update(Presence), rows)
        if taken:
            self.session.execute(delete(Presence).where(Presence.id.in_(taken)))

    def _values(self, number: int) -> dict[str, Any]:
        return {
            "registration_id": number,
            "meeting_id": self.command.meeting_id,
            "mark": self.marks[number],
            "noted_by": self.command.noted_by,
            "marked_by_id": self.command.actor_id,
            "marked_at": clock.now(),
        }

    def noted(self) -> Noted:
        """What became of the taps."""
        clashes = tuple(self._clash(tap) for tap in self.clashes.values())
        marks = {number: mark for number, mark in self.marks.items() if mark is not None}
        return Noted(len(self.applied), clashes, tuple(self.gone), marks)

    def _clash(self, tap: Tap) -> Clash:
        """Who made the mark that is met: the author of these taps, where one of them came before."""
        number, mark = tap.registration_id, self.marks[tap.registration_id]
        if mark is None:
            return Clash(tap, None, None, None)
        if any(number == one.registration_id for one in self.applied):
            return Clash(tap, mark, self.command.actor_id, clock.now())
        return Clash(tap, mark, self.rows[number].marked_by_id, self.rows[number].marked_at)


def _journal(session: Session, meeting: Meeting, sheet: _Sheet, command: Taps, reason: str) -> None:
    """Each tap with the mark it saw; none of them says anything where nothing happened."""
    inputs: dict[str, Any] = {"taps": _facts(sheet.applied)}
    if sheet.clashed:
        inputs["clashes"] = _facts(sheet.clashed)
    if sheet.missed:
        inputs["gone"] = _facts(sheet.missed)
    if not sheet.applied and len(inputs) == 1:
        return
    if command.noted_by is not NotedBy.TRAINER:
        inputs["noted_by"] = command.noted_by.value
    entry = Entry(
        Verb.MARKED_PRESENCE, ObjectKind.MEETING, meeting.id, meeting.session_id, reason=reason, inputs=inputs
    )
    record(session, command.actor_id, entry)


def _facts(taps: Iterable[Tap]) -> list[list[Any]]:
    """Who, the mark that was seen, the mark that was wanted; "" is no mark."""
    return [[tap.registration_id, tap.saw or "", tap.mark or ""] for tap in taps]
