"""Seats given by decision: not past a request that waits, nor long after the end. On both engines."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import PartnerStatus, RegistrationState
from portal.rules.refusals.registrations import RequestFirst, SessionLongOver
from portal.services.registrations import approvals, joining
from portal.services.registrations.joining import Ask
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NOE, FATOU = NewPerson("Noé", "Essai", "noe@example.org"), NewPerson("Fatou", "Essai", "fatou@example.org")
PENDING, CONFIRMED = RegistrationState.PENDING, RegistrationState.CONFIRMED
REASON = "Elle remplace une collègue malade."


@pytest.fixture(autouse=True)
def travel() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(starts_at=NOW + 20 * DAY)


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner(status=PartnerStatus.ACTIVE)


def force(world: World, session: TrainingSession, partner: Partner, *people: NewPerson) -> list[int]:
    return approvals.force(Register(session.id, partner.id, people, world.staff().id, ""), REASON)


def ask(world: World, session: TrainingSession, partner: Partner) -> int:
    """A stranger asks to join, with Noé for the session."""
    account = world.account("stranger@example.org")
    command = Ask(account.id, NOE, "", partner_id=partner.id, session_id=session.id, people=(NOE,))
    return joining.ask(command)


def test_a_seat_is_not_forced_while_the_persons_request_to_join_waits(
    world: World, session: TrainingSession, partner: Partner
) -> None:
    number = ask(world, session, partner)
    [asked] = world.all(Registration)

    with pytest.raises(RequestFirst) as forced:
        force(world, session, partner, FATOU, NOE)
    with pytest.raises(RequestFirst):
        approvals.give_seat(asked.id, asked.version, REASON, world.staff().id)

    assert forced.value.details == {"request_id": number}
    assert [(row.id, row.state, row.forced) for row in world.all(Registration)] == [(asked.id, PENDING, False)]


def test_once_the_request_is_accepted_a_seat_is_forced(world: World, partner: Partner) -> None:
    full = world.training_session(starts_at=NOW + 20 * DAY, capacity=0)
    joining.accept(ask(world, full, partner), world.staff().id)
    waiting = [row.state for row in world.all(Registration)]

    force(world, full, partner, NOE)

    assert waiting == [RegistrationState.WAITLISTED]
    assert [(row.state, row.forced) for row in world.all(Registration)] == [(CONFIRMED, True)]


def test_who_waits_for_the_approval_of_a_session_is_given_a_seat_by_either_door(
    world: World, session: TrainingSession, partner: Partner
) -> None:
    """No request waits then: giving the seat is staff's answer."""
    person = world.person(partner, "Noé", "Essai", email="noe@example.org")
    asked = world.registration(session, person, PENDING)

    force(world, session, partner, NOE)

    assert world.get(Registration, asked.id).state is CONFIRMED


@pytest.mark.parametrize("days", [30, 31])
def test_no_seat_is_added_more_than_30_days_after_the_end(
    world: World, travel: time_machine.Traveller, session: TrainingSession, partner: Partner, days: int
) -> None:
    travel.move_to(NOW + (20 + days) * DAY)

    with pytest.raises(SessionLongOver) if days > 30 else nullcontext():
        force(world, session, partner, FATOU)

    assert len(world.all(Registration)) == (0 if days > 30 else 1)
