"""One command on a training session: lock, change rows, allocate, tell, journal, in one transaction.

Every door that frees a seat or asks for one goes through `acting`, so the rule of places, the messages and the
calendar are decided once, last, on the rows as they then are (docs/registration.md).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload, with_expression

from portal import clock
from portal.database import lock_row, writing
from portal.mail import telling
from portal.mail.entries.meetings import MeetingFacts
from portal.mail.entries.situations import AS_MAILS_SHOW
from portal.models.planning.seating import deadlines_of, lines_of, room_of, start_of
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import ONE_PER_PERSON, CancelReason, RegistrationState, SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import StaleVersion
from portal.rules.refusals.registrations import NotLive, SessionStarted
from portal.rules.registrations.deadlines import Deadlines, hold_until
from portal.rules.registrations.places import Award, allocate
from portal.rules.registrations.transitions import Transition, TransitionKind
from portal.services.base import jobs
from portal.services.base.journal import Entry, record
from portal.services.registrations import answers

# Whether something is due on the session is read with it.
TOGETHER = (
    *AS_MAILS_SHOW,
    joinedload(TrainingSession.raised_quotas),
    with_expression(TrainingSession.overdue, jobs.overdue(TrainingSession.id)),
)
LINE = (
    select(Registration)
    .where(Registration.session_id == bindparam("session_id"), Registration.state.in_(ONE_PER_PERSON))
    .order_by(Registration.joined_at, Registration.id)
)


@dataclass(slots=True)
class Act:
    """A command under way. `transitions` is what happened so far; `joined` the rows that joined the line in it; `was`
    the meetings before they moved; `correcting` sends corrected words to whose calendar shows others; `tickets` are
    those of the evaluation, by registration, kept nowhere but in their mail.
    """

    session: Session
    training: TrainingSession
    actor_id: int | None
    now: datetime
    message: str = ""
    transitions: list[Transition] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    was: Sequence[MeetingFacts] = ()
    correcting: bool = False
    tickets: Mapping[int, str] = field(default_factory=dict)

    @property
    def deadlines(self) -> Deadlines:
        """The session's moments, as its rows stand now."""
        return deadlines_of(self.training, self.now)

    @property
    def start(self) -> datetime:
        """When the session starts."""
        return start_of(self.training)

    def check_not_started(self) -> None:
        """Raise SessionStarted once the first meeting has begun."""
        if self.now >= self.start:
            raise SessionStarted

    def registration(self, registration_id: int, version: int | None = None) -> Registration:
        """A live registration of this session. Raises NotFound, StaleVersion, NotLive."""
        row = self.session.get(Registration, registration_id)
        if row is None or row.session_id != self.training.id:
            raise NotFound
        if version is not None and row.version != version:
            raise StaleVersion
        if row.state in (RegistrationState.CANCELLED, RegistrationState.COMPLETED):
            raise NotLive(state=row.state.value)
        return row

    def add(self, rows: Sequence[Registration], kind: TransitionKind) -> None:
        """Note new registrations; those WAITLISTED join the line."""
        for row in rows:
            self._note(kind, row, None)
            if row.state is RegistrationState.WAITLISTED:
                self.joined.add(row.id)

    def move(self, row: Registration, kind: TransitionKind, after: RegistrationState, note: str = "") -> None:
        """Bring a registration into another state."""
        before = row.state
        row.state = after
        row.version += 1
        if after is RegistrationState.CONFIRMED:
            row.confirmed_at = self.now
        if after is RegistrationState.WAITLISTED:
            self.joined.add(row.id)
        self._note(kind, row, before, note)

    def end(
        self, row: Registration, kind: TransitionKind, reason: CancelReason, note: str = "", other_id: int | None = None
    ) -> None:
        """Cancel a registration."""
        before = row.state
        row.state = RegistrationState.CANCELLED
        row.cancel_reason = reason
        row.cancel_note = note
        row.ended_at = self.now
        row.version += 1
        self._note(kind, row, before, note, other_id)

    def leave(
        self, row: Registration, kind: TransitionKind, reason: CancelReason, note: str = "", other_id: int | None = None
    ) -> None:
        """Leave the meetings to come: the seat taken so far stays confirmed."""
        row.left_at = self.now
        row.version += 1
        self.transitions.append(Transition(kind, row.id, row.state, row.state, reason, note, other_id))
        self.journal(Entry(kind, ObjectKind.REGISTRATION, row.id, self.training.id, row.state, "left", note))

    def keep(self, row: Registration, kind: TransitionKind, note: str = "") -> None:
        """Note what happened to a registration whose state stays, so that its people are told (T14)."""
        self._note(kind, row, row.state, note)

    def _note(
        self,
        kind: TransitionKind,
        row: Registration,
        before: RegistrationState | None,
        note: str = "",
        other_id: int | None = None,
    ) -> None:
        self.transitions.append(Transition(kind, row.id, before, row.state, row.cancel_reason, note, other_id))
        self.journal(Entry(kind, ObjectKind.REGISTRATION, row.id, self.training.id, before or "", row.state, note))

    def journal(self, entry: Entry) -> None:
        """Keep an event by this act's actor; all are written together at the end."""
        self.entries.append(entry)


@contextmanager
def acting(session_id: int, actor_id: int | None, *, due_first: bool = True) -> Iterator[Act]:
    """Run a command on one session under its lock; what was due on it is done before, on its own.

    Raises NotFound when there is no such session; any refusal raised inside leaves nothing behind.
    """
    with _locked(session_id, due_first) as (session, training):
        act = Act(session, training, actor_id, clock.now())
        yield act
        conclude(act)


@contextmanager
def _locked(session_id: int, due_first: bool) -> Iterator[tuple[Session, TrainingSession]]:
    """The session's row, locked. What is due on it is done first."""
    for all_done in (not due_first, True):
        with writing() as session:
            training = lock_row(session, TrainingSession, session_id, *TOGETHER)
            if all_done or not training.overdue:
                yield session, training
                return
        jobs.do_due(session_id)


def conclude(act: Act) -> None:
    """Allocate once, then decide about messages and calendar entries, once."""
    act.session.flush()
    line = live_registrations(act.session, act.training.id)
    if act.training.status is SessionStatus.PUBLISHED:
        _seat(act, _awards(act, line))
    act.session.flush()
    if any(RegistrationState.HELD in (change.before, change.after) for change in act.transitions):
        plan_expiry(act)
    _forget_answers(act)
    record(act.session, act.actor_id, *act.entries)
    done = telling.Done(act.transitions, act.actor_id, act.message, line, act.was, act.correcting, act.tickets)
    telling.tell(act.session, act.training.id, done)


def _forget_answers(act: Act) -> None:
    """What was told for a seat or a request that ended serves nobody; who leaves the rest asks nothing more."""
    ended = [done.registration_id for done in act.transitions if done.after is RegistrationState.CANCELLED]
    if ended:
        answers.forget(act.session, ended)
    gone = [done.registration_id for done in act.transitions if done.reason is not None]
    if gone:
        answers.disown_questions(act.session, gone)


def _awards(act: Act, line: Sequence[Registration]) -> list[Award]:
    deadlines = act.deadlines
    return allocate(
        room_of(act.training, deadlines, act.now), lines_of(line, deadlines, act.now, joined_now=act.joined)
    )


def live_registrations(session: Session, session_id: int, ids: Collection[int] | None = None) -> list[Registration]:
    """The session's registrations that are live or completed, in the order of the line."""
    statement = LINE if ids is None else LINE.where(Registration.id.in_(ids))
    return list(session.scalars(statement, {"session_id": session_id}))


def _seat(act: Act, awards: Sequence[Award]) -> None:
    """Give each award its seat, held until it has a name; the figures that decided go into the journal."""
    for award in awards:
        for registration_id in award.ids:
            row = act.session.get_one(Registration, registration_id)
            if row.person_id is None:
                row.hold_expires_at = hold_until(act.now, act.deadlines)
                act.move(row, TransitionKind.SEAT_HELD, RegistrationState.HELD)
            else:
                act.move(row, TransitionKind.SEATED, RegistrationState.CONFIRMED)
            act.journal(Entry(Verb.ALLOCATED, ObjectKind.REGISTRATION, row.id, act.training.id, inputs=award.inputs))


def plan_expiry(act: Act) -> None:
    """Plan the next moment at which a seat without a name goes back; forget it where none is held."""
    act.session.flush()
    earliest = act.session.scalar(
        select(func.min(Registration.hold_expires_at)).where(
            Registration.session_id == act.training.id, Registration.state == RegistrationState.HELD
        )
    )
    if earliest is None:
        jobs.forget(act.session, jobs.JobKind.HOLDS, act.training.id)
    else:
        jobs.plan(act.session, jobs.JobKind.HOLDS, act.training.id, earliest)
