"""Who acts for one site of an association reaches nobody of another, whatever name she types. On both engines."""

import secrets

import pytest

from portal import clock
from portal.models.accounts.accounts import Membership
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import MembershipRole, RegistrationState
from portal.rules.refusals.registrations import PersonBlocked, PersonElsewhere
from portal.services.registrations import holds, registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from portal.services.registrations.team import listing
from tests import partner_factories as rows
from tests.factories import World

MILA = NewPerson("Mila", "Exemple", "mila@example.org", "Direction")
ALI = NewPerson("Ali", "Aperçu", "ali@example.org")


class Held:
    """An account limited to Jumet; Mila works at Gilly, and left."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.partner = world.partner("FADD Solidarité")
        self.gilly, self.jumet = (rows.site(world, self.partner, label=one) for one in ("Gilly", "Jumet"))
        self.left_on = clock.now()
        self.mila = world.person(
            self.partner, "Mila", "Exemple", email="mila@example.org", site_id=self.gilly.id, left_on=self.left_on
        )
        self.id = world.account("limited@example.org").id
        self.session = world.training_session(capacity=20)
        role = {"role": MembershipRole.COORDINATOR, "site_id": self.jumet.id, "since": clock.now()}
        world.save(Membership(account_id=self.id, partner_id=self.partner.id, **role))

    def register(self, *people: NewPerson, unnamed: int = 0) -> list[int]:
        key = secrets.token_hex(16)
        command = Register(self.session.id, self.partner.id, people, self.id, key, unnamed=unnamed)
        return registrations.register(command)

    def untouched(self) -> bool:
        mila = self.world.get(Person, self.mila.id)
        return (mila.left_on, mila.function, mila.version) == (self.left_on, "", 1)


@pytest.fixture
def held(world: World) -> Held:
    return Held(world)


def test_she_registers_nobody_of_another_site(held: Held) -> None:
    with pytest.raises(PersonElsewhere):
        held.register(MILA)

    assert held.untouched() and held.world.all(Registration) == []


def test_whom_she_types_for_the_first_time_is_of_her_site(held: Held) -> None:
    held.register(ALI)

    [ali] = held.world.all(Person, given_name="Ali")
    assert ali.site_id == held.jumet.id


def test_a_seat_of_hers_goes_to_nobody_of_another_site(held: Held) -> None:
    [seat] = held.register(ALI)
    [unnamed] = held.register(unnamed=1)

    with pytest.raises(PersonElsewhere):
        registrations.substitute(seat, held.world.get(Registration, seat).version, MILA, held.id)
    with pytest.raises(PersonElsewhere):
        holds.name_seat(unnamed, held.world.get(Registration, unnamed).version, MILA, held.id)

    assert held.untouched()
    assert held.world.get(Registration, seat).state is RegistrationState.CONFIRMED


def test_her_list_brings_nobody_of_another_site_back(held: Held) -> None:
    with pytest.raises(PersonElsewhere):
        listing.add(held.partner.id, [MILA], held.id)
    listing.add(held.partner.id, [ALI], held.id)

    assert held.untouched()
    assert [one.site_id for one in held.world.all(Person, given_name="Ali")] == [held.jumet.id]


def test_who_acts_for_the_whole_association_registers_people_of_every_site(held: Held) -> None:
    whole = held.world.coordinator(held.partner).id
    registrations.register(Register(held.session.id, held.partner.id, (MILA,), whole, secrets.token_hex(16)))

    assert held.world.get(Person, held.mila.id).left_on is None


def test_who_said_it_is_not_her_does_not_come_back_by_a_list(held: Held) -> None:
    whole = held.world.coordinator(held.partner).id
    mila = held.world.get(Person, held.mila.id)
    mila.blocked_at = clock.now()
    held.world.save(mila)

    with pytest.raises(PersonBlocked):
        listing.add(held.partner.id, [MILA], whole)
    assert held.untouched()
