"""Changing a published session: settings, seats, cancellation (T15), on both engines."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.models.planning.sessions import SessionTrainer
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState, SessionStatus
from portal.rules.refusals.base import EditedMeanwhile, NothingChanged, ReasonMissing
from portal.rules.refusals.planning import CancellationPlanned
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished, SessionStarted
from portal.services.base import jobs
from portal.services.planning import session_changes
from tests.factories import World
from tests.planning_factories import deliver, settings_of
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
    session_changes.change_settings(row.id, row.version, settings_of(row, note="Un"), scene.staff.id)

    with pytest.raises(EditedMeanwhile):
        session_changes.change_settings(row.id, row.version, settings_of(row, note="Deux"), scene.staff.id)

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


def test_a_draft_has_no_published_settings(world: World) -> None:
    unpublished = world.training_session(status=SessionStatus.DRAFT)
    with pytest.raises(SessionNotPublished):
        session_changes.set_capacity(unpublished.id, 3, 0, world.staff().id)


def test_a_cancellation_waits_ten_minutes_and_tells_nobody_meanwhile(world: World) -> None:
    scene = Scene(world)
    mails = len(world.all(OutboxMessage))

    until = session_changes.cancel(scene.session.id, "La formatrice est malade.", scene.staff.id)

    assert until is not None
    assert until - clock.now() > timedelta(minutes=9)
    assert scene.training().status is SessionStatus.PUBLISHED
    assert len(world.all(OutboxMessage)) == mails


def test_a_cancellation_needs_a_reason(world: World) -> None:
    scene = Scene(world)
    with pytest.raises(ReasonMissing):
        session_changes.cancel(scene.session.id, "  ", scene.staff.id)


def test_after_ten_minutes_everybody_is_cancelled_and_every_entry_removed(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    deliver(world)
    session_changes.cancel(scene.session.id, "La formatrice est malade.", scene.staff.id, "Gardez vos notes.")

    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        jobs.run_due()

    rows = world.all(Registration)
    assert {(row.state, row.cancel_reason) for row in rows} == {
        (RegistrationState.CANCELLED, CancelReason.SESSION_CANCELLED)
    }
    assert scene.training().status is SessionStatus.CANCELLED
    assert [entry.live for entry in world.all(CalendarEntry)] == [False]
    told = {mail.to_address for mail in world.all(OutboxMessage) if "malade" in mail.body_text}
    assert told == {mail.to_address for mail in world.all(OutboxMessage) if "Gardez vos notes." in mail.body_text}
    assert {"fatou@example.org", "noe@example.org", "coordination@example.org"} <= told


def test_a_cancellation_taken_back_in_time_leaves_everything_as_it_was(world: World) -> None:
    scene = Scene(world)
    mails = len(world.all(OutboxMessage))
    session_changes.cancel(scene.session.id, "Erreur.", scene.staff.id)

    session_changes.restore(scene.session.id, scene.staff.id)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        jobs.run_due()

    assert scene.training().cancel_reason == ""
    assert scene.training().status is SessionStatus.PUBLISHED
    assert scene.states() == [CONFIRMED, CONFIRMED]
    assert len(world.all(OutboxMessage)) == mails


def test_a_cancellation_is_not_taken_back_too_late(world: World) -> None:
    scene = Scene(world)
    session_changes.cancel(scene.session.id, "Erreur.", scene.staff.id)

    with time_machine.travel(clock.now() + timedelta(minutes=11)), pytest.raises(SessionCancelled):
        session_changes.restore(scene.session.id, scene.staff.id)

    assert scene.training().status is SessionStatus.CANCELLED


def test_a_session_about_to_be_cancelled_is_neither_moved_nor_cancelled_again(world: World) -> None:
    scene = Scene(world)
    session_changes.cancel(scene.session.id, "Erreur.", scene.staff.id)

    with pytest.raises(CancellationPlanned):
        scene.move(7)
    with pytest.raises(CancellationPlanned):
        session_changes.cancel(scene.session.id, "Encore.", scene.staff.id)


def test_just_before_the_start_a_session_is_cancelled_at_once(world: World) -> None:
    scene = Scene(world, people=0, starts_at=clock.now() + timedelta(minutes=8))

    assert session_changes.cancel(scene.session.id, "Panne.", scene.staff.id) is None

    assert scene.training().status is SessionStatus.CANCELLED


def test_a_session_that_began_is_not_cancelled(world: World) -> None:
    scene = Scene(world, people=0, starts_at=clock.now() - timedelta(minutes=8))
    with pytest.raises(SessionStarted):
        session_changes.cancel(scene.session.id, "Panne.", scene.staff.id)


def test_nothing_is_taken_back_where_nothing_was_asked(world: World) -> None:
    scene = Scene(world)
    with pytest.raises(NothingChanged):
        session_changes.restore(scene.session.id, scene.staff.id)
