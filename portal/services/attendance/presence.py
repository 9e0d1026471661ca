"""Marking who is present at a meeting."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.accounts.accounts import Account
from portal.models.planning.seating import end_of
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.attendance.windows import Moment, marking_window
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import PresenceOver, PresenceTooEarly
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished
from portal.services.base.journal import Entry, record

MARKED = (RegistrationState.CONFIRMED, RegistrationState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Mark:
    """Who of the registrations `shown` is `present` at a meeting; `reason` says why it is noted late, where it is."""

    session_id: int
    meeting_id: int
    present: Collection[int]
    shown: Collection[int]
    actor_id: int
    reason: str = ""


def mark(command: Mark) -> None:
    """Note who of the rows shown is present at the meeting; the others of them are absent.

    A row that the page did not show keeps what was noted, and so does one that lost its seat meanwhile.
    One event is written, and none when nothing changes. Raises NotFound for a meeting or a row of another
    session, PresenceTooEarly, LateReasonMissing, PresenceOver, SessionCancelled or SessionNotPublished.
    """
    with writing() as session:
        training = lock_row(session, TrainingSession, command.session_id)
        meeting = _meeting(training, command.meeting_id)
        reason = _check_moment(session, training, meeting, command)
        changes = _apply(session, meeting, _wanted(session, command), command.actor_id)
        if changes:
            _journal(session, meeting, changes, command.actor_id, reason)


def _meeting(training: TrainingSession, meeting_id: int) -> Meeting:
    for meeting in training.meetings:
        if meeting.id == meeting_id:
            return meeting
    raise NotFound


def _check_moment(session: Session, training: TrainingSession, meeting: Meeting, command: Mark) -> str:
    """The reason to keep: "" for presence noted in time."""
    if training.status is SessionStatus.CANCELLED:
        raise SessionCancelled
    if training.status is SessionStatus.DRAFT:
        raise SessionNotPublished
    actor = session.get_one(Account, command.actor_id)
    window = marking_window(meeting.starts_at, end_of(training), staff=actor.is_staff or actor.is_admin)
    now = clock.now()
    if window.at(now) is Moment.NOT_YET:
        raise PresenceTooEarly(first=window.first)
    return window.reason_to_keep(now, command.reason, PresenceOver)


def _wanted(session: Session, command: Mark) -> dict[int, bool]:
    """Whether each of those shown that holds a seat is present. A forged id, however long, reaches no query."""
    here = Registration.session_id == command.session_id
    rows = session.execute(select(Registration.id, Registration.state).where(here))
    states = {row.id: row.state for row in rows}
    shown = set(command.shown)
    if not states.keys() >= shown:
        raise NotFound
    return {row: row in command.present for row in sorted(shown) if states[row] in MARKED}


def _apply(session: Session, meeting: Meeting, wanted: dict[int, bool], actor_id: int) -> dict[int, bool]:
    """Write what differs from what is noted; returns just that."""
    rows = session.scalars(select(Presence).where(Presence.meeting_id == meeting.id))
    noted = {row.registration_id: row for row in rows}
    changes = {row: present for row, present in wanted.items() if row not in noted or noted[row].present != present}
    for row, present in changes.items():
        presence = noted.get(row) or Presence(registration_id=row, meeting_id=meeting.id)
        presence.present, presence.marked_by_id, presence.marked_at = present, actor_id, clock.now()
        session.add(presence)
    return changes


def _journal(session: Session, meeting: Meeting, changes: dict[int, bool], actor_id: int, reason: str) -> None:
    inputs = {
        "present": sorted(row for row, present in changes.items() if present),
        "absent": sorted(row for row, present in changes.items() if not present),
    }
    meant = (Verb.MARKED_PRESENCE, ObjectKind.MEETING, meeting.id)
    entry = Entry(*meant, session_id=meeting.session_id, reason=reason, inputs=inputs)
    record(session, actor_id, entry)
