"""Registering, cancelling and handing on a seat (docs/registration.md, transitions T1, T2, T11 and T13)."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from portal.database import db
from portal.models.partners import Partner
from portal.models.people import Person
from portal.models.registrations import FormReceipt, Registration
from portal.models.sessions import TrainingSession
from portal.rules.deadlines import check_open
from portal.rules.refusals import (
    AlreadyRegistered,
    NobodyNamed,
    NotConfirmed,
    NotFound,
    NothingChanged,
)
from portal.rules.states import (
    ONE_PER_PERSON,
    CancelReason,
    PartnerStatus,
    RegistrationState,
)
from portal.rules.transitions import TransitionKind
from portal.services import people
from portal.services.acts import Act, acting
from portal.services.people import NewPerson

LATE_REASONS = (CancelReason.BY_PERSON, CancelReason.BY_PARTNER)


@dataclass(frozen=True, slots=True)
class Register:
    """Several people of one partner for one session. `form_key` makes a double click one registration."""

    session_id: int
    partner_id: int
    people: tuple[NewPerson, ...]
    actor_id: int
    form_key: str


def register(command: Register) -> list[int]:
    """Register people: each joins the line and the places are given out (T1, T2, then T4); returns the rows' ids.

    Raises NobodyNamed, SamePersonTwice, AlreadyRegistered, and what `rules.deadlines.check_open` raises.
    """
    if not command.people:
        raise NobodyNamed
    with acting(command.session_id, command.actor_id) as act:
        receipt = act.session.get(FormReceipt, command.form_key)
        if receipt is not None and receipt.account_id == command.actor_id:
            return list(json.loads(receipt.outcome))
        check_open(act.deadlines, act.training.status, act.now, act.start)
        rows = join(act, Joining(command.partner_id, command.people))
        ids = [row.id for row in rows]
        act.session.add(
            FormReceipt(key=command.form_key, account_id=command.actor_id, outcome=json.dumps(ids), at=act.now)
        )
        return ids


@dataclass(frozen=True, slots=True)
class Joining:
    """People of one partner who join a session's line; a request to join keeps them before staff's decision."""

    partner_id: int
    people: Sequence[NewPerson]
    request_id: int | None = None


def join(act: Act, joining: Joining) -> list[Registration]:
    """Put people in the line, or before staff's approval where it is due (T1 or T2, inside an act).

    Raises SamePersonTwice, AlreadyRegistered, NotFound (no such partner).
    """
    partner = act.session.get(Partner, joining.partner_id, with_for_update={"read": True})
    if partner is None:
        raise NotFound
    found = people.find_or_add(act.session, partner.id, joining.people)
    past = _past(act, found)
    _check_free(past, act, found)
    credited = _credits(past)
    asked = act.training.approval or partner.status is PartnerStatus.APPLIED or joining.request_id is not None
    values = {
        "session_id": act.training.id,
        "partner_id": partner.id,
        "state": RegistrationState.PENDING if asked else RegistrationState.WAITLISTED,
        "joined_at": act.now,
        "join_request_id": joining.request_id,
    }
    made = act.session.scalars(
        insert(Registration).returning(Registration),
        [{**values, "person_id": person.id, "credit": int(person.id in credited)} for person in found],
    )
    rows = sorted(made, key=lambda row: row.id)
    act.add(rows, TransitionKind.ASKED if asked else TransitionKind.JOINED_LINE)
    return rows


def _check_free(past: Sequence[Registration], act: Act, found: Sequence[Person]) -> None:
    taken = {
        row.person_id
        for row in past
        if row.session_id == act.training.id and row.state is not RegistrationState.CANCELLED
    }
    for person in found:
        if person.id in taken:
            raise AlreadyRegistered(name=person.name)


def _past(act: Act, found: Sequence[Person]) -> list[Registration]:
    """These people's registrations in all sessions of the workshop, the oldest first."""
    statement = (
        select(Registration)
        .join(TrainingSession, TrainingSession.id == Registration.session_id)
        .where(
            TrainingSession.workshop_id == act.training.workshop_id,
            Registration.person_id.in_([person.id for person in found]),
        )
        .order_by(Registration.joined_at, Registration.id)
    )
    return list(act.session.scalars(statement))


def _credits(past: Sequence[Registration]) -> set[int | None]:
    """Whose last registration to this workshop ended because we cancelled the session (T15): they go first, once."""
    last = {row.person_id: row for row in past}
    return {person for person, row in last.items() if row.cancel_reason is CancelReason.SESSION_CANCELLED}


def already_here(act: Act, person: Person, allowed: Collection[RegistrationState]) -> Registration | None:
    """The person's own row in this session, if it is in one of the `allowed` states.

    Raises AlreadyRegistered when it is in another.
    """
    statement = select(Registration).where(
        Registration.session_id == act.training.id,
        Registration.person_id == person.id,
        Registration.state.in_(ONE_PER_PERSON),
    )
    row = act.session.scalars(statement).one_or_none()
    if row is not None and row.state not in allowed:
        raise AlreadyRegistered(name=person.name)
    return row


def cancel(
    registration_id: int, version: int, reason: CancelReason, actor_id: int | None, note: str = ""
) -> None:
    """Free a seat or leave the line before the start (T11). Raises StaleVersion, NotLive, SessionStarted."""
    with acting(session_of(registration_id), actor_id) as act:
        row = act.registration(registration_id, version)
        act.check_not_started()
        row.late = _is_late(act, row, reason)
        act.end(row, TransitionKind.CANCELLED, reason, note)


def _is_late(act: Act, row: Registration, reason: CancelReason) -> bool:
    """A seat given up by the person or the partner after the deadline, unless the session moved since it was given."""
    if row.state is not RegistrationState.CONFIRMED or reason not in LATE_REASONS:
        return False
    moved_since = act.training.moved_at is not None and act.training.moved_at > (row.confirmed_at or row.joined_at)
    return act.now >= act.deadlines.cancel_deadline and not moved_since


def substitute(registration_id: int, version: int, replacement: NewPerson, actor_id: int | None) -> int:
    """Give a confirmed seat to a colleague of the same partner (T13); returns the new row's id.

    The line is not asked: no seat was freed. A waiting row of the colleague is taken over.
    Raises NotConfirmed, StaleVersion, NotLive, SessionStarted, AlreadyRegistered, NothingChanged.
    """
    with acting(session_of(registration_id), actor_id) as act:
        row = act.registration(registration_id, version)
        act.check_not_started()
        if row.state is not RegistrationState.CONFIRMED:
            raise NotConfirmed
        [colleague] = people.find_or_add(act.session, row.partner_id, [replacement])
        if colleague.id == row.person_id:
            raise NothingChanged
        waiting = (RegistrationState.PENDING, RegistrationState.WAITLISTED)
        successor = already_here(act, colleague, waiting) or _successor(act, row, colleague)
        act.end(row, TransitionKind.SUBSTITUTED, CancelReason.SUBSTITUTED, other_id=successor.id)
        _take_over(act, row, successor)
        return successor.id


def _successor(act: Act, row: Registration, colleague: Person) -> Registration:
    successor = Registration(
        session_id=row.session_id,
        partner_id=row.partner_id,
        person_id=colleague.id,
        state=RegistrationState.WAITLISTED,
        joined_at=row.joined_at,
    )
    act.session.add(successor)
    act.session.flush()
    return successor


def _take_over(act: Act, row: Registration, successor: Registration) -> None:
    """Joined_at, group and the forced mark pass on; answers do not."""
    successor.joined_at = row.joined_at
    successor.group_key = row.group_key
    successor.forced = row.forced
    successor.replaces_id = row.id
    act.move(successor, TransitionKind.SUBSTITUTED, RegistrationState.CONFIRMED)


def session_of(registration_id: int) -> int:
    """Which session a registration belongs to (a fact that never changes). Raises NotFound."""
    session_id = db.session.scalar(select(Registration.session_id).where(Registration.id == registration_id))
    if session_id is None:
        raise NotFound
    return session_id
