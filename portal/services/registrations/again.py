"""Registering again, by one press, somebody whose registration was given up: docs/registration.md, "Réinscrire"."""

from portal.models.registrations.registrations import Registration
from portal.rules.base.states import SEATS, CancelReason, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import StaleVersion
from portal.rules.refusals.registrations import SeatNotFree
from portal.services.registrations.acts import Act, acting, live_registrations
from portal.services.registrations.line import Joining, check_open_here, join
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import session_of

GIVEN_UP = (CancelReason.BY_PERSON, CancelReason.BY_PARTNER)
WAITS = (RegistrationState.PENDING, RegistrationState.WAITLISTED)


def register_again(registration_id: int, version: int, actor_id: int) -> int:
    """A new registration of the same person, with the date at which she had first joined; returns its id.

    The former one stays as it ended, and the calendar gets a new entry. Raises NotFound for what was not given up by
    the person or her partner, StaleVersion, SeatNotFree, and what registering raises.
    """
    with acting(session_of(registration_id), actor_id) as act:
        former = _given_up(act, registration_id, version)
        check_open_here(act)
        _check_free(act)
        [row] = join(act, Joining(former.partner_id, [_person_of(former)]))
        row.joined_at = former.joined_at
        return row.id


def _given_up(act: Act, registration_id: int, version: int) -> Registration:
    row = act.session.get(Registration, registration_id)
    if row is None or row.session_id != act.training.id or row.cancel_reason not in GIVEN_UP:
        raise NotFound
    if row.version != version:
        raise StaleVersion
    return row


def _person_of(row: Registration) -> NewPerson:
    if row.person is None:
        raise NotFound
    return NewPerson(row.person.given_name, row.person.family_name, row.person.email or "", row.person.function)


def _check_free(act: Act) -> None:
    """Let nobody pass the line: a seat is free and nobody waits. Raises SeatNotFree."""
    line = live_registrations(act.session, act.training.id)
    seats = sum(row.state in SEATS and row.left_at is None for row in line)
    full = seats >= act.training.capacity + act.training.allowance
    if full or any(row.state in WAITS for row in line):
        raise SeatNotFree
