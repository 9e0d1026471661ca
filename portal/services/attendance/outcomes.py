"""Closing a session: every registration gets its outcome (T18), which may be corrected for a while (T19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.models.accounts.accounts import Account
from portal.models.attendance.attendance import attendance_of, unmarked_among
from portal.models.base.journal import Event
from portal.models.planning.seating import end_of
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.outcomes import outcome_of
from portal.rules.attendance.windows import closing_window, correction_window
from portal.rules.base.states import NotedBy, Outcome, PresenceMark, RegistrationState, SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import (
    ClosingOver,
    OutcomeOver,
    PresenceMissing,
    SessionClosed,
    SessionNotOver,
)
from portal.rules.refusals.base import NothingChanged, StaleVersion
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished
from portal.rules.registrations.transitions import Transition, TransitionKind
from portal.services.attendance import certificates, declarations
from portal.services.attendance.evaluations import evaluation_rounds
from portal.services.base import jobs
from portal.services.base.journal import Entry
from portal.services.registrations.acts import Act, acting
from portal.services.registrations.registrations import session_of

CORRECTED = TransitionKind.OUTCOME_CORRECTED
CAME = (Outcome.ATTENDED, Outcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class Close:
    """The end of a session; `reason` says why it is closed late, where it is."""

    session_id: int
    actor_id: int
    reason: str = ""


def close(command: Close) -> None:
    """Give every confirmed registration its outcome from the presence marked; the session is done (T18).

    Raises SessionNotOver before the last meeting's end, LateReasonMissing and ClosingOver long after it,
    PresenceMissing (which names whom), SessionClosed, SessionCancelled, SessionNotPublished.
    """
    with acting(command.session_id, command.actor_id) as act:
        _check_over(act)
        window = closing_window(end_of(act.training), staff=_is_staff(act))
        reason = window.reason_to_keep(act.now, command.reason, ClosingOver)
        rows = _confirmed(act)
        _check_marked(act, rows)
        for row in rows:
            row.outcome = outcome_of(attendance_of(row, act.training))
            act.move(row, TransitionKind.COMPLETED, RegistrationState.COMPLETED)
        _certify(act, [row for row in rows if row.outcome is Outcome.ATTENDED])
        act.tickets = evaluation_rounds.open_first(
            act.session, act.training, [row for row in rows if row.outcome in CAME]
        )
        declarations.forget(act.session, [meeting.id for meeting in act.training.meetings])
        act.training.status = SessionStatus.DONE
        act.training.version += 1
        jobs.forget(act.session, jobs.JobKind.REMIND_CLOSING, act.training.id)
        number, inputs = act.training.id, _counts(rows)
        act.journal(Entry(Verb.CLOSED_SESSION, ObjectKind.SESSION, number, number, reason=reason, inputs=inputs))


def _check_over(act: Act) -> None:
    match act.training.status:
        case SessionStatus.DRAFT:
            raise SessionNotPublished
        case SessionStatus.CANCELLED:
            raise SessionCancelled
        case SessionStatus.DONE:
            raise SessionClosed
    if act.now < end_of(act.training):
        raise SessionNotOver


def _is_staff(act: Act) -> bool:
    actor = act.session.get_one(Account, act.actor_id)
    return actor.is_staff or actor.is_admin


def _confirmed(act: Act) -> list[Registration]:
    statement = (
        select(Registration)
        .where(Registration.session_id == act.training.id, Registration.state == RegistrationState.CONFIRMED)
        .options(selectinload(Registration.presences), joinedload(Registration.person))
        .order_by(Registration.id)
    )
    return list(act.session.scalars(statement))


def _check_marked(act: Act, rows: list[Registration]) -> None:
    unmarked = [_name(row) for row in unmarked_among(rows, act.training)]
    if unmarked:
        raise PresenceMissing(unmarked)


def _certify(act: Act, rows: list[Registration]) -> None:
    """Who attended has a certificate; its number is in the journal, its words in the register alone."""
    act.session.flush()
    for issued in certificates.issue(act.session, act.training, rows, act.now) if rows else ():
        row_id, inputs = issued.registration_id, {"number": issued.number}
        act.journal(Entry(Verb.ISSUED_CERTIFICATE, ObjectKind.REGISTRATION, row_id, act.training.id, inputs=inputs))


def _name(row: Registration) -> str:
    return row.person.name if row.person else ""


def _counts(rows: Sequence[Registration]) -> dict[str, int]:
    outcomes = [row.outcome for row in rows]
    return {outcome.value: outcomes.count(outcome) for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class Correction:
    """Another outcome of one registration, and the marks that were wrong, by meeting; those not named stay.

    None takes a mark back. `version` is the row's as the page showed it; `reason` says why it comes late.
    """

    registration_id: int
    version: int
    outcome: Outcome
    actor_id: int
    reason: str = ""
    marks: Mapping[int, PresenceMark | None] = field(default_factory=dict)


def correct(command: Correction) -> None:
    """Correct what the closing noted (T19): trainers for 5 days after the last meeting's end, staff for 30 after it.

    Staff correct late, with a reason, for a year. Raises NotFound (no outcome yet, or a meeting of another session),
    StaleVersion, NothingChanged, LateReasonMissing, OutcomeOver.
    """
    with acting(session_of(command.registration_id), command.actor_id) as act:
        row = act.session.get_one(Registration, command.registration_id)
        before = row.outcome
        if row.state is not RegistrationState.COMPLETED or before is None:
            raise NotFound
        if row.version != command.version:
            raise StaleVersion
        marks = _other_marks(act, row, command.marks)
        if before is command.outcome and not marks:
            raise NothingChanged
        window = correction_window(end_of(act.training), _closed_at(act), staff=_is_staff(act))
        why = window.reason_to_keep(act.now, command.reason, OutcomeOver)
        row.outcome = command.outcome
        row.version += 1
        _write_marks(act, row, marks, command.actor_id)
        _note_correction(act, row, before, why, marks)
        _follow_outcome(act, row, before)


def _other_marks(
    act: Act, row: Registration, wanted: Mapping[int, PresenceMark | None]
) -> dict[int, PresenceMark | None]:
    """The marks that are not what is noted. Raises NotFound for a meeting of another session."""
    if not {meeting.id for meeting in act.training.meetings} >= wanted.keys():
        raise NotFound
    noted = {presence.meeting_id: presence.mark for presence in row.presences}
    return {number: mark for number, mark in wanted.items() if noted.get(number) is not mark}


def _write_marks(act: Act, row: Registration, marks: Mapping[int, PresenceMark | None], actor_id: int) -> None:
    noted = {presence.meeting_id: presence for presence in row.presences}
    for number, mark in marks.items():
        if mark is None:
            act.session.delete(noted[number])
            continue
        presence = noted.get(number) or Presence(registration_id=row.id, meeting_id=number)
        presence.mark, presence.noted_by = mark, NotedBy.TRAINER
        presence.marked_by_id, presence.marked_at = actor_id, act.now
        act.session.add(presence)
    act.session.flush()
    act.session.expire(row, ["presences"])


def _closed_at(act: Act) -> datetime | None:
    """When the session was closed, as the journal knows; None once it is forgotten there."""
    closed = (Event.session_id == act.training.id) & (Event.verb == Verb.CLOSED_SESSION)
    return act.session.scalar(select(func.max(Event.at)).where(closed))


def _note_correction(
    act: Act, row: Registration, before: Outcome, reason: str, marks: Mapping[int, PresenceMark | None]
) -> None:
    """The state stays, so the journal keeps the outcomes instead, and the marks by meeting."""
    number, outcome = act.training.id, row.outcome or ""
    inputs = {"marks": {str(meeting): mark or "" for meeting, mark in marks.items()}} if marks else {}
    entry = Entry(CORRECTED, ObjectKind.REGISTRATION, row.id, number, before.value, outcome, reason, inputs)
    act.journal(entry)


def _follow_outcome(act: Act, row: Registration, before: Outcome) -> None:
    """Who did attend gets a certificate, who did not loses hers, and other meetings make another: the person hears."""
    old, certificate = certificates.last_number(act.session, row.id), Outcome.ATTENDED in (before, row.outcome)
    if row.outcome is before is Outcome.ATTENDED:
        if not certificates.renew(act.session, act.training, row, act.now):
            return
        inputs = {"number": old}
        act.journal(Entry(Verb.REPLACED_CERTIFICATE, ObjectKind.REGISTRATION, row.id, act.training.id, inputs=inputs))
    elif row.outcome is Outcome.ATTENDED:
        _certify(act, [row])
    elif certificates.withdraw(act.session, row.id, act.now):
        inputs = {"number": old}
        act.journal(Entry(Verb.WITHDREW_CERTIFICATE, ObjectKind.REGISTRATION, row.id, act.training.id, inputs=inputs))
    act.transitions.append(Transition(CORRECTED, row.id, row.state, row.state, note=old, certificate=certificate))
