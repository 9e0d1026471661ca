"""Registering again by one press somebody whose registration was given up."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import StaleVersion
from portal.rules.refusals.registrations import AlreadyRegistered, SeatNotFree
from portal.services.registrations import registrations
from portal.services.registrations.again import register_again
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World


class Given:
    """Mila was registered ten days ago in a session of one seat, and her coordinator has cancelled."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.partner = world.partner("FADD Solidarité")
        self.coordinator: Account = world.coordinator(self.partner)
        self.session: TrainingSession = world.training_session(capacity=1)
        self.row = self.register("Mila")
        self.first = clock.now() - timedelta(days=10)
        world.save(self.row_now(joined_at=self.first))
        self.cancel()

    def register(self, name: str) -> Registration:
        people = (NewPerson(name, "Exemple", f"{name}@example.org"),)
        command = Register(self.session.id, self.partner.id, people, self.coordinator.id, f"form {name}")
        [number] = registrations.register(command)
        return self.world.get(Registration, number)

    def row_now(self, **values: object) -> Registration:
        row = self.world.get(Registration, self.row.id)
        for name, value in values.items():
            setattr(row, name, value)
        return row

    def cancel(self, reason: CancelReason = CancelReason.BY_PARTNER) -> None:
        registrations.cancel(self.row.id, self.row_now().version, reason, self.coordinator.id, "un mot")

    def again(self) -> Registration:
        number = register_again(self.row.id, self.row_now().version, self.coordinator.id)
        return self.world.get(Registration, number)


@pytest.fixture
def given(world: World) -> Given:
    return Given(world)


def test_a_new_registration_has_the_first_date_a_seat_and_another_entry(given: Given) -> None:
    row = given.again()

    assert row.id != given.row.id
    assert (row.state, row.joined_at) == (RegistrationState.CONFIRMED, given.first)
    assert given.row_now().state is RegistrationState.CANCELLED
    assert len({entry.uid for entry in given.world.all(CalendarEntry)}) == 2


def test_nobody_passes_the_line(given: Given) -> None:
    given.register("Noe")

    with pytest.raises(SeatNotFree):
        given.again()

    assert len(given.world.all(Registration)) == 2


def test_pressed_twice_it_registers_once(given: Given) -> None:
    given.world.save(_with_capacity(given, 2))
    given.again()

    with pytest.raises(AlreadyRegistered):
        given.again()

    assert len(given.world.all(Registration, state=RegistrationState.CONFIRMED)) == 1


def _with_capacity(given: Given, capacity: int) -> TrainingSession:
    session = given.world.get(TrainingSession, given.session.id)
    session.capacity = capacity
    return session


def test_a_stale_page_registers_nobody(given: Given) -> None:
    with pytest.raises(StaleVersion):
        register_again(given.row.id, given.row_now().version - 1, given.coordinator.id)


def test_what_the_house_cancelled_is_not_taken_back(given: Given) -> None:
    again = given.again()
    registrations.cancel(again.id, again.version, CancelReason.BY_STAFF, given.coordinator.id, "complet")

    with pytest.raises(NotFound):
        register_again(again.id, given.world.get(Registration, again.id).version, given.coordinator.id)
