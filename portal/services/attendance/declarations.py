"""Presence declared by telephone, with the code in the room; a trainer confirms it or sets it aside."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from portal import clock
from portal.database import add_new, lock_row, writing
from portal.models.attendance.attendance import expected_at
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.planning.open_rooms import codes_around
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.room_codes import Fit, Hours, as_typed, best, fit, recognised
from portal.rules.base.mailboxes import mailbox_of
from portal.rules.base.states import LIVE, RegistrationState, SessionStatus
from portal.rules.base.text import fold_email
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.attendance import (
    NotRecognised,
    RoomCodeOld,
    RoomCodeOver,
    RoomCodeShut,
    RoomCodeUnknown,
)
from portal.services.attendance.presence import check_noted, meeting_of
from portal.services.base.journal import Entry, record

WITH_MEETINGS = selectinload(TrainingSession.meetings)
REFUSALS = {
    Fit.UNKNOWN: RoomCodeUnknown,
    Fit.OLD: RoomCodeOld,
    Fit.OVER: RoomCodeOver,
    Fit.SHUT: RoomCodeShut,
}


def declare(code: str, email: str) -> None:
    """Keep that the person of this address says she is at the half-day whose code this is; saying it again is no fault.

    Nothing else changes: no mark is made, and none that somebody made is touched. Raises RoomCodeUnknown, RoomCodeOld,
    RoomCodeOver, RoomCodeShut; NotRecognised for an address that is not one expected person's there, whoever it is of.
    """
    now, typed = clock.now(), as_typed(code)
    with writing() as session:
        around = session.execute(codes_around(now)).all()
        fits = {row: fit(row.secret, Hours(row.starts_at, row.ends_at, row.status), typed, now) for row in around}
        told = best(fits.values())
        if told is not Fit.OPENS:
            raise REFUSALS[told]
        opened = [(row.session_id, row.meeting_id) for row, found in fits.items() if found is Fit.OPENS]
        # Two half-days may show one code in one minute: the address says which, or nothing does.
        seats = [seat for pair in sorted(opened) if (seat := _seat(session, *pair, email)) is not None]
        if len(seats) != 1:
            raise NotRecognised
        _keep(session, *seats[0], now)


def _seat(session: Session, session_id: int, meeting_id: int, email: str) -> tuple[int, int] | None:
    """The meeting and the one registration of the address, read under the session's lock; None for nobody's."""
    training = lock_row(session, TrainingSession, session_id, WITH_MEETINGS)
    meeting = next((one for one in training.meetings if one.id == meeting_id), None)
    secret = session.scalar(select(RoomCode.secret).where(RoomCode.meeting_id == meeting_id))
    if meeting is None or secret is None:
        raise RoomCodeUnknown  # moved away or switched off while this waited for the lock
    if training.status is not SessionStatus.PUBLISHED:
        raise RoomCodeShut
    number = recognised(mailbox_of(fold_email(email)), _seats(session, training, meeting))
    return None if number is None else (meeting_id, number)


def _seats(session: Session, training: TrainingSession, meeting: Meeting) -> list[tuple[int, str, bool]]:
    """Each live registration with its mailbox, and whether it is a seat that covers the meeting."""
    rows = session.execute(
        select(Registration, Person.mailbox)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.session_id == training.id, Registration.state.in_(LIVE))
    )
    return [(row.id, mailbox, _expected(row, meeting, training.meetings)) for row, mailbox in rows]


def _expected(row: Registration, meeting: Meeting, meetings: Sequence[Meeting]) -> bool:
    return row.state is RegistrationState.CONFIRMED and expected_at(row, meeting, meetings)


def _keep(session: Session, meeting_id: int, registration_id: int, now: datetime) -> None:
    row = {"meeting_id": meeting_id, "registration_id": registration_id, "declared_at": now}
    if not add_new(session, DeclaredPresence, [row]):
        mine = (DeclaredPresence.meeting_id == meeting_id, DeclaredPresence.registration_id == registration_id)
        session.execute(update(DeclaredPresence).where(*mine).values(declared_at=now))


def set_aside(session_id: int, meeting_id: int, registration_id: int, actor_id: int) -> bool:
    """Take a declaration away: who said it may say it again. False where it is gone already.

    Raises NotFound for a meeting of another session; SessionClosed, SessionCancelled, SessionNotPublished.
    """
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id, WITH_MEETINGS)
        meeting_of(training, meeting_id)
        check_noted(training.status)
        mine = (DeclaredPresence.meeting_id == meeting_id, DeclaredPresence.registration_id == registration_id)
        found = session.scalars(delete(DeclaredPresence).where(*mine).returning(DeclaredPresence.id)).all()
        if not found:
            return False
        inputs = {"registration": registration_id}
        entry = Entry(Verb.SET_DECLARATION_ASIDE, ObjectKind.MEETING, meeting_id, session_id, inputs=inputs)
        record(session, actor_id, entry)
        return True


def forget(session: Session, meeting_ids: Collection[int]) -> None:
    """Erase what was declared at meetings: once their session is closed, marks say who was there."""
    session.execute(delete(DeclaredPresence).where(DeclaredPresence.meeting_id.in_(meeting_ids)))
