"""A group that comes together or not at all: served, approved and refused whole, on both engines."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.refusals.registrations import GroupLargerThanQuota, WaitsInGroup
from portal.services.registrations import approvals, joining, registrations
from portal.services.registrations.joining import Ask
from portal.services.registrations.people import NewPerson
from tests.factories import World
from tests.services.registrations.hold_scene import FATOU, MONDAY, NOE, Scene

HELD, CONFIRMED = RegistrationState.HELD, RegistrationState.CONFIRMED
WAITLISTED, CANCELLED = RegistrationState.WAITLISTED, RegistrationState.CANCELLED


@pytest.fixture(autouse=True)
def on_a_monday(inside: None) -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_a_group_is_seated_whole(world: World) -> None:
    scene = Scene(world, capacity=3)

    scene.register(FATOU, NOE, unnamed=1, together=True)

    assert scene.states() == [CONFIRMED, CONFIRMED, HELD]
    assert len({row.group_key for row in world.all(Registration)}) == 1


def test_a_group_that_does_not_fit_waits_whole_and_a_newcomer_goes_before(world: World) -> None:
    scene = Scene(world, capacity=3)
    scene.register(NewPerson("Aïcha", "Test", "aicha@example.org"))
    group = scene.register(FATOU, NOE, unnamed=1, together=True)

    [alone] = scene.register(NewPerson("Karim", "Test", "karim@example.org"))

    assert [scene.row(number).state for number in group] == [WAITLISTED] * 3
    assert scene.row(alone).state is CONFIRMED


def test_a_group_larger_than_the_quota_is_refused_at_once(world: World) -> None:
    scene = Scene(world, capacity=10, quota=2)

    with pytest.raises(GroupLargerThanQuota):
        scene.register(FATOU, unnamed=2, together=True)

    assert scene.states() == []


def test_who_a_stranger_had_asked_for_waits_with_the_group_she_is_registered_with(world: World) -> None:
    scene = Scene(world, capacity=2)
    stranger, until = world.account("inconnu@example.org"), MONDAY + timedelta(days=3)
    joining.ask(Ask(stranger.id, FATOU, "", partner_id=scene.partner.id, session_id=scene.session.id, people=(NOE,)))
    scene.register(NewPerson("Karim", "Test", "karim@example.org"))

    group = [scene.row(number) for number in scene.register(NOE, FATOU, together=True, auto_accept_until=until)]

    assert [row.state for row in group] == [WAITLISTED] * 2
    assert len({(row.group_key, row.together, row.auto_accept_until) for row in group}) == 1


def test_a_group_is_approved_whole(world: World) -> None:
    scene = Scene(world, approval=True)
    one, _two = scene.register(FATOU, unnamed=1, together=True)

    approvals.approve(one, scene.row(one).version, world.staff().id)

    assert scene.states() == [CONFIRMED, HELD]


def test_a_group_is_refused_whole(world: World) -> None:
    scene = Scene(world, approval=True)
    one, _two = scene.register(FATOU, unnamed=1, together=True)

    approvals.reject(one, scene.row(one).version, "Séance réservée.", world.staff().id)

    assert scene.states() == [CANCELLED, CANCELLED]


def test_who_waits_in_a_group_does_not_take_a_seat_alone(world: World) -> None:
    scene = Scene(world, capacity=2)
    [seated] = scene.register(NewPerson("Karim", "Test", "karim@example.org"))
    scene.register(FATOU, NOE, together=True)

    with pytest.raises(WaitsInGroup):
        registrations.substitute(seated, scene.row(seated).version, NOE, scene.coordinator.id)

    assert scene.row(seated).state is CONFIRMED
