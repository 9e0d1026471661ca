"""Changing a published session: its settings and its seats, on both engines."""

import pytest

from portal.models.planning.sessions import SessionTrainer
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.rules.base.states import SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile, NothingChanged
from portal.rules.refusals.registrations import SessionNotPublished
from portal.services.planning import session_changes
from tests.factories import World
from tests.planning_factories import settings_of
from tests.services.planning.session_scene import CONFIRMED, WAITLISTED, Scene


def test_one_more_seat_goes_to_the_next_in_line_at_once(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    assert scene.states() == [CONFIRMED, WAITLISTED]

    session_changes.set_capacity(scene.session.id, 2, 0, scene.staff.id)

    assert scene.states() == [CONFIRMED, CONFIRMED]


def test_fewer_seats_evict_nobody(world: World) -> None:
    scene = Scene(world, people=3, capacity=3)

    session_changes.set_capacity(scene.session.id, 1, 0, scene.staff.id)

    assert scene.states() == [CONFIRMED, CONFIRMED, CONFIRMED]
    assert scene.training().capacity == 1


def test_the_same_capacity_is_no_change(world: World) -> None:
    scene = Scene(world, capacity=3)
    with pytest.raises(NothingChanged):
        session_changes.set_capacity(scene.session.id, 3, 0, scene.staff.id)


def test_a_higher_quota_serves_who_waited_behind_it(world: World) -> None:
    scene = Scene(world, people=2, capacity=5, quota=1)
    assert scene.states() == [CONFIRMED, WAITLISTED]
    row = scene.training()

    session_changes.change_settings(row.id, row.version, settings_of(row, quota=2), scene.staff.id)

    assert scene.states() == [CONFIRMED, CONFIRMED]
    assert scene.verbs() == ["changed_settings"]


def test_settings_that_somebody_else_changed_are_not_overwritten(world: World) -> None:
    scene = Scene(world)
    row = scene.training()
    session_changes.change_settings(row.id, row.version, settings_of(row, note="Un"), scene.staff.id, tell=False)

    with pytest.raises(EditedMeanwhile):
        session_changes.change_settings(row.id, row.version, settings_of(row, note="Deux"), scene.staff.id, tell=False)

    assert scene.training().note == "Un"


def test_a_new_trainer_receives_an_entry_and_one_who_leaves_a_removal(world: World) -> None:
    scene = Scene(world, people=0)
    first = world.staff("premiere@example.org")
    row = scene.training()
    session_changes.change_settings(row.id, row.version, settings_of(row, trainer_ids=(first.id,)), scene.staff.id)
    assert [(entry.mailbox, entry.live) for entry in world.all(CalendarEntry)] == [("premiere@example.org", True)]

    row = scene.training()
    session_changes.change_settings(row.id, row.version, settings_of(row), scene.staff.id)

    assert world.all(SessionTrainer) == []
    assert [entry.live for entry in world.all(CalendarEntry)] == [False]


def test_who_gives_a_session_changes_alone_and_only_they_hear_of_it(world: World) -> None:
    scene = Scene(world)
    row = scene.training()
    ill, other = world.staff("malade@example.org"), world.staff("autre@example.org")
    session_changes.set_trainers(row.id, row.version, [ill.id], scene.staff.id)
    heard = {message.to_address for message in world.all(OutboxMessage)}

    session_changes.set_trainers(row.id, scene.training().version, [other.id], scene.staff.id)

    assert [entry.account_id for entry in world.all(SessionTrainer)] == [other.id]
    assert {message.to_address for message in world.all(OutboxMessage)} - heard == {other.email}
    live = {entry.mailbox for entry in world.all(CalendarEntry) if entry.live}
    assert other.email in live
    assert ill.email not in live
    with pytest.raises(NothingChanged):
        session_changes.set_trainers(row.id, scene.training().version, [other.id], scene.staff.id)
    with pytest.raises(EditedMeanwhile):
        session_changes.set_trainers(row.id, scene.training().version - 1, [], scene.staff.id)
    with pytest.raises(NotFound):
        session_changes.set_trainers(row.id, scene.training().version, [99999], scene.staff.id)


def test_a_draft_has_no_published_settings(world: World) -> None:
    unpublished = world.training_session(status=SessionStatus.DRAFT)
    with pytest.raises(SessionNotPublished):
        session_changes.set_capacity(unpublished.id, 3, 0, world.staff().id)
