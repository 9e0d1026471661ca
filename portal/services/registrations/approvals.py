"""Staff's decisions on registrations: approve, reject, give a seat by decision (T3, T12 and T17)."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from portal.database import lock_row
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.seating import end_of
from portal.models.registrations.people import JoinRequest
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, JoinState, RegistrationState, SessionStatus
from portal.rules.base.verbs import ObjectKind
from portal.rules.refusals.base import ReasonMissing
from portal.rules.refusals.registrations import (
    NobodyNamed,
    NotLive,
    RequestFirst,
    SeatNeedsName,
    SessionCancelled,
    SessionNotPublished,
)
from portal.rules.registrations.deadlines import check_grows
from portal.rules.registrations.interests import Coming
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base.jobs import JobKind, does
from portal.services.registrations import interests, people
from portal.services.registrations.acts import Act, acting
from portal.services.registrations.line import already_here, answer_wishes, take_rank
from portal.services.registrations.line import approve as approve_all
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register, session_of, waiting_group

WAITING = (RegistrationState.PENDING, RegistrationState.WAITLISTED)


def approve(registration_id: int, version: int, actor_id: int) -> None:
    """Let an asked registration join the line, its date kept, and with it all who come together with it (T3).

    Until the start. Raises StaleVersion, NotLive, SessionStarted, RequestFirst.
    """
    with acting(session_of(registration_id), actor_id) as act:
        row = _pending(act, registration_id, version)
        act.check_not_started()
        members = _asked_together(act, row)
        approve_all(act, members, _asker(act, members))


def reject(registration_id: int, version: int, reason: str, actor_id: int) -> None:
    """Refuse an asked registration, and all who come together with it, with a reason in words (T12).

    Raises ReasonMissing, StaleVersion, NotLive, RequestFirst.
    """
    if not reason.strip():
        raise ReasonMissing
    with acting(session_of(registration_id), actor_id) as act:
        row = _pending(act, registration_id, version)
        for member in _asked_together(act, row):
            act.end(member, TransitionKind.REJECTED, CancelReason.REJECTED, reason)


def _check_no_request_waits(act: Act, row: Registration) -> None:
    """Who asks to join, and with whom, is decided as one. Raises RequestFirst until it is."""
    request = act.session.get(JoinRequest, row.join_request_id) if row.join_request_id else None
    if row.state is RegistrationState.PENDING and request and request.state is JoinState.WAITING:
        raise RequestFirst(request_id=request.id)


def _asker(act: Act, rows: Sequence[Registration]) -> int | None:
    """Who registered them: the wishes of that account are answered first."""
    asked = select(Event.actor_id).where(
        Event.object_kind == ObjectKind.REGISTRATION,
        Event.object_id.in_([row.id for row in rows]),
        Event.verb == TransitionKind.ASKED.value,
    )
    return act.session.scalar(asked.order_by(Event.id).limit(1))


def _asked_together(act: Act, row: Registration) -> list[Registration]:
    return [member for member in waiting_group(act, row) if member.state is RegistrationState.PENDING]


def _pending(act: Act, registration_id: int, version: int) -> Registration:
    row = act.registration(registration_id, version)
    if row.state is not RegistrationState.PENDING:
        raise NotLive(state=row.state.value)
    _check_no_request_waits(act, row)
    return row


def force(command: Register, reason: str) -> list[int]:
    """Give seats by decision, past capacity, quota and closing where it must be (T17); returns the rows' ids.

    Raises ReasonMissing, SeatNeedsName, NobodyNamed, AlreadyRegistered, RequestFirst (a request to join with one of
    them awaits its answer), SessionNotPublished, SessionCancelled, SessionLongOver.
    """
    if not reason.strip():
        raise ReasonMissing
    if command.unnamed:
        raise SeatNeedsName
    if not command.people:
        raise NobodyNamed
    with acting(command.session_id, command.actor_id) as act:
        partner = lock_row(act.session, Partner, command.partner_id)
        return seat_by_decision(act, partner, command.people, reason)


def seat_by_decision(act: Act, partner: Partner, newcomers: Sequence[NewPerson], reason: str) -> list[int]:
    """Give these people of the partner seats inside an act, and say which rows (T17). Raises as `force` does."""
    _check_running(act)
    found = people.find_or_add(act.session, partner, newcomers, act.actor_id)
    here = {person: already_here(act, person, WAITING) for person in found}
    for row in here.values():
        if row is not None:
            _check_no_request_waits(act, row)
    fresh = [person for person, row in here.items() if row is None or row.state is RegistrationState.PENDING]
    mailboxes = tuple(person.email or "" for person in fresh)
    interests.answer(act.session, act.training, Coming(partner.id, mailboxes, act.actor_id))
    rows = [row or take_rank(act, partner.id, person.id, act.now) for person, row in here.items()]
    for row in rows:
        row.forced = True
        act.move(row, TransitionKind.FORCED, RegistrationState.CONFIRMED, reason)
    return [row.id for row in rows]


def give_seat(registration_id: int, version: int, reason: str, actor_id: int) -> None:
    """Give a seat by decision to somebody who waits (T17).

    Raises ReasonMissing, SeatNeedsName, StaleVersion, NotLive, RequestFirst, SessionNotPublished, SessionCancelled,
    SessionLongOver.
    """
    if not reason.strip():
        raise ReasonMissing
    with acting(session_of(registration_id), actor_id) as act:
        _check_running(act)
        row = act.registration(registration_id, version)
        if row.person_id is None:
            raise SeatNeedsName
        if row.state not in WAITING:
            raise NotLive(state=row.state.value)
        _check_no_request_waits(act, row)
        if row.state is RegistrationState.PENDING:
            answer_wishes(act, [row], _asker(act, [row]))
        row.forced = True
        act.move(row, TransitionKind.FORCED, RegistrationState.CONFIRMED, reason)


def _check_running(act: Act) -> None:
    if act.training.status is SessionStatus.CANCELLED:
        raise SessionCancelled
    if act.training.status is not SessionStatus.PUBLISHED:
        raise SessionNotPublished
    check_grows(end_of(act.training), act.now)


@does(JobKind.ADMIT)
def admit(session_id: int) -> None:
    """Carry out, on one session, what staff decided about requests to join: T3 for accepted ones, T12 for refused."""
    with acting(session_id, None, due_first=False) as act:
        statement = (
            select(Registration, JoinRequest)
            .join(JoinRequest, Registration.join_request_id == JoinRequest.id)
            .where(Registration.session_id == session_id, Registration.state == RegistrationState.PENDING)
            .order_by(Registration.joined_at, Registration.id)
        )
        asked: dict[JoinRequest, list[Registration]] = defaultdict(list)
        for row, request in act.session.execute(statement):
            asked[request].append(row)
        for request, rows in asked.items():
            if request.state is JoinState.ACCEPTED and act.now < act.start:
                approve_all(act, rows, request.account_id)
            elif request.state is JoinState.REFUSED:
                for row in rows:
                    act.end(row, TransitionKind.REJECTED, CancelReason.REJECTED, request.reason)
