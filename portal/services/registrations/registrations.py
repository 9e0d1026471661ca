"""Registering, cancelling and handing on a seat (docs/registration.md, transitions T1, T2, T11 and T13)."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.database import db, lock_row
from portal.models.network.partners import Partner
from portal.models.planning.seating import moved_since, room_of
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import NothingChanged, ReasonMissing
from portal.rules.refusals.registrations import NobodyNamed, NotConfirmed, NotLive, SessionStarted, WaitsInGroup
from portal.rules.registrations.deadlines import check_names
from portal.rules.registrations.places import check_group_fits_quota, check_group_fits_room
from portal.rules.registrations.transitions import TransitionKind
from portal.services.base import receipts
from portal.services.registrations import blocks, interests, people
from portal.services.registrations.acts import Act, acting
from portal.services.registrations.line import Joining, already_here, check_open_here, check_pace, join, take_rank
from portal.services.registrations.people import NewPerson

LATE_REASONS = (CancelReason.BY_PERSON, CancelReason.BY_PARTNER, CancelReason.DECLINED)


@dataclass(frozen=True, slots=True)
class Register:
    """Several people of one partner for one session. `form_key` makes a double click one registration.

    `unnamed` seats are named later; `together`: all of them or none; `auto_accept_until`: how long the line may
    still seat them by itself. The cancel deadline where nothing is said, or just that: it then follows the session.
    """

    session_id: int
    partner_id: int
    people: tuple[NewPerson, ...]
    actor_id: int
    form_key: str
    unnamed: int = 0
    together: bool = False
    auto_accept_until: datetime | None = None


def register(command: Register) -> list[int]:
    """Register people: each joins the line and the places are given out (T1, T2, then T4); returns the rows' ids.

    Raises NobodyNamed, SamePersonTwice, AlreadyRegistered, NamesDue, ListFirst, GroupLargerThanRoom,
    GroupLargerThanQuota, and what
    `rules.deadlines.check_open` raises.
    """
    if not command.people and not command.unnamed:
        raise NobodyNamed
    return list(json.loads(receipts.once(command, lambda: _register(command))))


def _register(command: Register) -> str:
    with acting(command.session_id, command.actor_id) as act:
        check_open_here(act)
        if command.unnamed:
            check_names(act.deadlines, act.now)
        rows = join(act, _joining(act, command))
        outcome = json.dumps([row.id for row in rows])
        receipts.keep(act.session, command, command.actor_id, outcome)
        return outcome


def _joining(act: Act, command: Register) -> Joining:
    size = len(command.people) + command.unnamed
    together = command.together and size > 1
    if together:
        room = room_of(act.training, act.deadlines, act.now)
        check_group_fits_room(room, size)
        check_group_fits_quota(room, command.partner_id, size)
    return Joining(
        partner_id=command.partner_id,
        people=command.people,
        unnamed=command.unnamed,
        group_key=secrets.token_hex(8) if together else None,
        auto_accept_until=_but_for_default(command.auto_accept_until, act.deadlines.cancel_deadline),
    )


def _but_for_default(chosen: datetime | None, default: datetime) -> datetime | None:
    """A form shows the default to the minute: what comes back unchanged was not chosen."""
    return chosen if chosen and chosen != default.replace(second=0, microsecond=0) else None


def cancel(registration_id: int, version: int, reason: CancelReason, actor_id: int | None, note: str = "") -> None:
    """Free a seat or leave the line before the start; after it, leave the meetings to come (T11).

    Who says "ce n’est pas moi" is not registered again; staff say why.
    Raises ReasonMissing, StaleVersion, NotLive, SessionStarted (no meeting is to come).
    """
    if reason is CancelReason.BY_STAFF and not note.strip():
        raise ReasonMissing
    with acting(session_of(registration_id), actor_id) as act:
        row = act.registration(registration_id, version)
        if reason is CancelReason.NOT_ME and row.person is not None:
            blocks.block(act.session, row.person)
        if act.now < act.start:
            row.late = is_late(act, row, reason)
            act.end(row, TransitionKind.CANCELLED, reason, note)
        else:
            check_can_leave(act, row)
            act.leave(row, TransitionKind.CANCELLED, reason, note)


def check_can_leave(act: Act, row: Registration) -> None:
    """Let who is confirmed leave the rest of a session under way. Raises SessionStarted, NotConfirmed, NotLive."""
    if all(meeting.starts_at <= act.now for meeting in act.training.meetings):
        raise SessionStarted
    if row.left_at is not None:
        raise NotLive(state=row.state.value)
    if row.state is not RegistrationState.CONFIRMED:
        raise NotConfirmed


def is_late(act: Act, row: Registration, reason: CancelReason) -> bool:
    """A seat given up by the person or the partner after the deadline, unless the session moved since it was given."""
    if row.state is not RegistrationState.CONFIRMED or reason not in LATE_REASONS:
        return False
    return act.now >= act.deadlines.cancel_deadline and not moved_since(row, act.training)


def substitute(registration_id: int, version: int, replacement: NewPerson, actor_id: int | None) -> int:
    """Give a confirmed seat to a colleague of the same partner (T13); returns the new row's id.

    The line is not asked: no seat was freed. A waiting row of the colleague is taken over. After the start the
    colleague comes to the meetings not begun. Raises NotConfirmed, StaleVersion, NotLive, SessionStarted,
    AlreadyRegistered, WaitsInGroup, NothingChanged.
    """
    with acting(session_of(registration_id), actor_id) as act:
        row = act.registration(registration_id, version)
        if row.state is not RegistrationState.CONFIRMED:
            raise NotConfirmed
        under_way = act.now >= act.start
        if under_way:
            check_can_leave(act, row)
        partner = lock_row(act.session, Partner, row.partner_id)
        [colleague] = people.find_or_add(act.session, partner, [replacement], actor_id)
        if colleague.id == row.person_id:
            raise NothingChanged
        successor = _waiting_row(act, colleague) or _successor(act, row, colleague)
        part = act.leave if under_way else act.end
        part(row, TransitionKind.SUBSTITUTED, CancelReason.SUBSTITUTED, other_id=successor.id)
        _take_over(act, row, successor)
        return successor.id


def _waiting_row(act: Act, colleague: Person) -> Registration | None:
    """The colleague's own place in the line, which the seat replaces."""
    row = already_here(act, colleague, (RegistrationState.PENDING, RegistrationState.WAITLISTED))
    check_pace(act, colleague)
    if row is not None and row.together and len(waiting_group(act, row)) > 1:
        raise WaitsInGroup(name=colleague.name)
    if row is not None and row.state is RegistrationState.PENDING:
        interests.answer_own(act.session, act.training, colleague, act.actor_id)
    return row


def waiting_group(act: Act, row: Registration) -> list[Registration]:
    """Who waits together with this registration, itself included; only itself where it is not in a group."""
    if not row.together or row.group_key is None:
        return [row]
    statement = select(Registration).where(
        Registration.session_id == row.session_id,
        Registration.partner_id == row.partner_id,
        Registration.group_key == row.group_key,
        Registration.state.in_((RegistrationState.PENDING, RegistrationState.WAITLISTED)),
    )
    return list(act.session.scalars(statement.order_by(Registration.id)))


def _successor(act: Act, row: Registration, colleague: Person) -> Registration:
    interests.answer_own(act.session, act.training, colleague, act.actor_id)
    return take_rank(act, row.partner_id, colleague.id, row.joined_at)


def _take_over(act: Act, row: Registration, successor: Registration) -> None:
    """Joined_at, group and the forced mark pass on; answers do not."""
    successor.joined_at = row.joined_at
    successor.group_key, successor.together = row.group_key, row.together
    successor.forced = row.forced
    successor.replaces_id = row.id
    act.move(successor, TransitionKind.SUBSTITUTED, RegistrationState.CONFIRMED)


def session_of(registration_id: int) -> int:
    """Which session a registration belongs to (a fact that never changes). Raises NotFound."""
    session_id = db.session.scalar(select(Registration.session_id).where(Registration.id == registration_id))
    if session_id is None:
        raise NotFound
    return session_id
