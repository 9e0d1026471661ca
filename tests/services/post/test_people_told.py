"""A corrected address of who waits, and the end of "ce n’est pas moi", on both engines."""

import pytest

from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.refusals.base import NothingChanged
from portal.rules.refusals.registrations import PersonBlocked
from portal.services.crossings import corrections
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from tests.factories import World
from tests.services.registrations.hold_scene import FATOU, NOE, Scene

NEW = "noe.new@example.org"


def person(world: World, email: str) -> Person:
    [found] = world.all(Person, email=email)
    return found


def correct(scene: Scene, email: str) -> None:
    noe = person(scene.world, NOE.email)
    corrections.correct(noe.id, noe.version, NewPerson("Noé", "Épreuve", email), scene.coordinator.id)


def test_who_waits_hears_at_her_corrected_address_where_she_stands(world: World) -> None:
    scene = Scene(world, capacity=1)
    scene.register(FATOU)
    scene.register(NOE)

    correct(scene, NEW)

    [told] = scene.mails("waiting", to_address=NEW)
    assert "n° 1" in told.body_text.lower()
    assert "/inscription/" in told.body_text
    assert len(scene.mails("waiting")) == 2


def test_who_awaits_approval_hears_too_and_who_has_no_address_any_more_does_not(world: World) -> None:
    scene = Scene(world, approval=True)
    scene.register(NOE)

    correct(scene, NEW)
    assert len(scene.mails("request_received", to_address=NEW)) == 1

    noe = person(world, NEW)
    corrections.correct(noe.id, noe.version, NewPerson("Noé", "Épreuve"), scene.coordinator.id)
    assert len(scene.mails("request_received")) == 2


def test_who_has_a_seat_hears_by_the_entry_alone(world: World) -> None:
    scene = Scene(world)
    scene.register(NOE)

    correct(scene, NEW)

    assert [row.kind for row in world.all(OutboxMessage, to_address=NEW)] == ["place_confirmed"]


def test_staff_let_somebody_who_said_not_me_be_registered_again(world: World) -> None:
    scene = Scene(world)
    [number] = scene.register(NOE)
    registrations.cancel(number, scene.row(number).version, CancelReason.NOT_ME, None)
    with pytest.raises(PersonBlocked):
        scene.register(NOE)
    with pytest.raises(PersonBlocked):
        scene.register(NewPerson(NOE.given_name, NOE.family_name))
    staff, noe = world.staff(), person(world, NOE.email)

    corrections.unblock(noe.id, noe.version, staff.id)
    with pytest.raises(NothingChanged):
        corrections.unblock(noe.id, noe.version + 1, staff.id)

    [again] = scene.register(NOE)
    assert scene.row(again).state is RegistrationState.CONFIRMED
    [event] = world.all(Event, verb="unblocked_person")
    assert (event.actor_id, event.object_id) == (staff.id, noe.id)
