"""Acts that would cause too many mails are refused before anything changes; "ce n’est pas moi" holds everywhere."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.models.network.partners import Partner
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason
from portal.rules.planning.audiences import Audience
from portal.rules.refusals.planning import MessageTooSoon
from portal.rules.refusals.registrations import (
    AddressCorrectedTooOften,
    PersonBlocked,
    RegisteredTooOften,
    TooManyNewAddresses,
)
from portal.rules.registrations.pace import MOST_ENDED_PER_MAILBOX, MOST_NEW_ADDRESSES
from portal.services.crossings import corrections
from portal.services.planning import session_messages
from portal.services.planning.session_messages import Write
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World
from tests.services.registrations.hold_scene import FATOU, NOE, Scene

DAY = timedelta(days=1)


def give_up(scene: Scene, number: int, reason: CancelReason = CancelReason.BY_PARTNER) -> None:
    registrations.cancel(number, scene.row(number).version, reason, scene.coordinator.id)


def come_and_go(scene: Scene, someone: NewPerson, times: int) -> None:
    for _time in range(times):
        [number] = scene.register(someone)
        give_up(scene, number)


def written(world: World) -> tuple[int, int, int]:
    return len(world.all(OutboxMessage)), len(world.all(Registration)), len(world.all(Person))


def test_one_person_registers_four_times_a_day_for_one_session(world: World) -> None:
    scene = Scene(world)
    come_and_go(scene, NOE, 4)
    before = written(world)

    with pytest.raises(RegisteredTooOften):
        scene.register(NOE, FATOU)

    assert written(world) == before
    with time_machine.travel(clock.now() + DAY + timedelta(minutes=1), tick=False):
        assert scene.register(NOE)


def test_giving_up_is_never_refused(world: World) -> None:
    scene = Scene(world)
    come_and_go(scene, NOE, 3)
    [number] = scene.register(NOE)

    give_up(scene, number)

    assert scene.row(number).ended_at is not None


def test_staff_register_as_often_as_they_must(world: World) -> None:
    scene = Scene(world)
    come_and_go(scene, NOE, 4)

    command = Register(scene.session.id, scene.partner.id, (NOE,), world.staff().id, "of staff")

    assert registrations.register(command)


def test_a_seat_handed_to_and_fro_counts_too(world: World) -> None:
    scene = Scene(world)
    [number] = scene.register(NOE)
    with pytest.raises(RegisteredTooOften):
        for _time in range(9):
            for someone in (FATOU, NOE):
                version = scene.row(number).version
                number = registrations.substitute(number, version, someone, scene.coordinator.id)

    assert len(world.all(Registration)) <= 2 * 4 + 1


def test_many_names_at_one_mailbox_are_one_reader(world: World) -> None:
    scene = Scene(world, capacity=50)
    names = [NewPerson(f"Nom{number}", "Exemple", f"noe+{number}@example.org") for number in range(20)]

    with pytest.raises(RegisteredTooOften):
        for someone in names:
            come_and_go(scene, someone, 1)

    assert len(world.all(Registration)) == MOST_ENDED_PER_MAILBOX


def test_one_account_gives_sixty_new_addresses_a_day(world: World) -> None:
    scene = Scene(world, capacity=100)
    for ten in range(6):
        scene.register(*(NewPerson(f"N{ten}{one}", "Exemple", f"n{ten}{one}@example.org") for one in range(10)))
    before = written(world)
    assert before[2] == MOST_NEW_ADDRESSES

    with pytest.raises(TooManyNewAddresses):
        scene.register(NOE)

    assert written(world) == before
    assert scene.register(NewPerson("Sans", "Adresse"))
    with time_machine.travel(clock.now() + DAY + timedelta(minutes=1), tick=False):
        assert scene.register(NOE)


def test_an_address_is_corrected_four_times_a_day(world: World) -> None:
    scene = Scene(world)
    scene.register(NOE)
    [noe] = world.all(Person)

    def correct(number: int, actor_id: int) -> None:
        typed = NewPerson(NOE.given_name, NOE.family_name, f"noe{number}@example.org")
        corrections.correct(noe.id, world.get(Person, noe.id).version, typed, actor_id)

    for number in range(4):
        correct(number, scene.coordinator.id)
    with pytest.raises(AddressCorrectedTooOften):
        correct(4, scene.coordinator.id)

    correct(5, world.staff().id)
    assert world.get(Person, noe.id).email == "noe5@example.org"


def test_a_trainer_writes_once_in_ten_minutes_and_staff_when_they_must(world: World) -> None:
    scene = Scene(world)
    scene.register(NOE)
    trainer, staff = world.trainer(scene.session), world.staff()

    def write(actor_id: int, key: str) -> int:
        words = ("Avant de venir", "Apportez une facture.", key)
        return session_messages.write(Write(scene.session.id, actor_id, Audience.SEATED, *words))

    assert write(trainer.id, "first") == 1
    with pytest.raises(MessageTooSoon):
        write(trainer.id, "second")
    assert write(staff.id, "third") == 1


def says_not_me(world: World, scene: Scene, someone: NewPerson) -> int:
    [number] = scene.register(someone)
    registrations.cancel(number, scene.row(number).version, CancelReason.NOT_ME, None)
    return number


def elsewhere(world: World, scene: Scene, someone: NewPerson) -> list[int]:
    """The same through another association."""
    other: Partner = world.partner("Relogeas")
    command = Register(scene.session.id, other.id, (someone,), world.coordinator(other).id, someone.email)
    return registrations.register(command)


@pytest.mark.parametrize("address", ["noe@example.org", "NOE@Example.org", "noe+essai@example.org"])
def test_not_me_holds_for_every_spelling_and_every_association(world: World, address: str) -> None:
    scene = Scene(world)
    says_not_me(world, scene, NOE)
    again = NewPerson("Noé", "Autrement", address)

    with pytest.raises(PersonBlocked):
        scene.register(again)
    with pytest.raises(PersonBlocked):
        elsewhere(world, scene, again)


def test_at_a_shared_address_not_me_holds_for_that_person(world: World) -> None:
    scene = Scene(world)
    shared = [NewPerson(name, "Exemple", "info@example.org") for name in ("Ana", "Bob", "Cid")]
    scene.register(shared[0])
    says_not_me(world, scene, shared[1])

    with pytest.raises(PersonBlocked):
        elsewhere(world, scene, shared[1])

    assert scene.register(shared[2])


def test_a_correction_is_no_way_round_not_me(world: World) -> None:
    scene = Scene(world)
    says_not_me(world, scene, NOE)
    [number] = scene.register(FATOU)
    fatou = world.get(Person, scene.row(number).person_id or 0)

    with pytest.raises(PersonBlocked):
        typed = NewPerson("Fatou", "Exemple", "noe+2@example.org")
        corrections.correct(fatou.id, fatou.version, typed, scene.coordinator.id)


def test_its_owner_takes_not_me_back(world: World) -> None:
    scene = Scene(world)
    number = says_not_me(world, scene, NOE)

    corrections.allow_again(number)

    assert elsewhere(world, scene, NOE)
    assert scene.register(NOE)
