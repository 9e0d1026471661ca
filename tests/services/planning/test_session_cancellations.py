"""Cancelling a published session (T15): in ten minutes, at once near the start, afterwards where it was not held."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.models.planning.sessions import Meeting
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, MessageState, RegistrationState, SessionStatus
from portal.rules.refusals.attendance import ClosingOver
from portal.rules.refusals.base import NothingChanged, ReasonMissing
from portal.rules.refusals.planning import CancellationPlanned, SessionTookPlace
from portal.rules.refusals.registrations import SessionCancelled, SessionStarted
from portal.services.base import jobs
from portal.services.planning import session_cancellations
from portal.services.post import outbox
from tests.factories import World
from tests.planning_factories import deliver
from tests.services.planning.session_scene import CONFIRMED, DAY, Scene

MINUTE = timedelta(minutes=1)


def test_a_cancellation_waits_ten_minutes_and_tells_nobody_meanwhile(world: World) -> None:
    scene = Scene(world)
    mails = len(world.all(OutboxMessage))

    until = session_cancellations.cancel(scene.session.id, "La formatrice est malade.", scene.staff.id)

    assert until is not None
    assert until - clock.now() > timedelta(minutes=9)
    assert scene.training().status is SessionStatus.PUBLISHED
    assert len(world.all(OutboxMessage)) == mails


def test_a_cancellation_needs_a_reason(world: World) -> None:
    scene = Scene(world)
    with pytest.raises(ReasonMissing):
        session_cancellations.cancel(scene.session.id, "  ", scene.staff.id)


def test_after_ten_minutes_everybody_is_cancelled_and_every_entry_removed(world: World) -> None:
    scene = Scene(world, people=2, capacity=1)
    deliver(world)
    session_cancellations.cancel(scene.session.id, "La formatrice est malade.", scene.staff.id, "Gardez vos notes.")

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
    session_cancellations.cancel(scene.session.id, "Erreur.", scene.staff.id)

    session_cancellations.restore(scene.session.id, scene.staff.id)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        jobs.run_due()

    assert scene.training().cancel_reason == ""
    assert scene.training().status is SessionStatus.PUBLISHED
    assert scene.states() == [CONFIRMED, CONFIRMED]
    assert len(world.all(OutboxMessage)) == mails


def test_a_cancellation_is_not_taken_back_too_late(world: World) -> None:
    scene = Scene(world)
    session_cancellations.cancel(scene.session.id, "Erreur.", scene.staff.id)

    with time_machine.travel(clock.now() + timedelta(minutes=11)), pytest.raises(SessionCancelled):
        session_cancellations.restore(scene.session.id, scene.staff.id)

    assert scene.training().status is SessionStatus.CANCELLED


def test_a_session_about_to_be_cancelled_is_neither_moved_nor_cancelled_again(world: World) -> None:
    scene = Scene(world)
    session_cancellations.cancel(scene.session.id, "Erreur.", scene.staff.id)

    with pytest.raises(CancellationPlanned):
        scene.move(7)
    with pytest.raises(CancellationPlanned):
        session_cancellations.cancel(scene.session.id, "Encore.", scene.staff.id)


@pytest.mark.parametrize("minutes", [1, 8, 12, 14])
def test_near_the_start_a_session_is_cancelled_at_once(world: World, minutes: int) -> None:
    scene = Scene(world, people=0, starts_at=clock.now() + minutes * MINUTE)

    assert session_cancellations.cancel(scene.session.id, "Panne.", scene.staff.id) is None

    assert scene.training().status is SessionStatus.CANCELLED


def test_where_it_can_be_undone_the_cancellation_is_done_minutes_before_the_start(world: World) -> None:
    with time_machine.travel(clock.now(), tick=False):
        start = clock.now() + 15 * MINUTE
        scene = Scene(world, people=0, starts_at=start)

        until = session_cancellations.cancel(scene.session.id, "Panne.", scene.staff.id)

    assert until == start - 5 * MINUTE


def test_a_cancellation_is_carried_out_however_late_the_worker_comes(world: World) -> None:
    """Staff were told that it would be: nobody is left with a session that everybody thinks is off."""
    scene = Scene(world, starts_at=clock.now() + 20 * DAY)
    deliver(world)
    with time_machine.travel(scene.start - 30 * MINUTE, tick=False) as moment:
        session_cancellations.cancel(scene.session.id, "La formatrice est malade.", scene.staff.id)
        moment.shift(50 * MINUTE)
        jobs.run_due()

    assert scene.training().status is SessionStatus.CANCELLED
    told = [mail for mail in world.all(OutboxMessage, kind="session_cancelled")]
    assert {mail.to_address for mail in told} >= {"fatou@example.org", "noe@example.org"}


def mark(world: World, scene: Scene, present: bool) -> None:
    row = world.all(Registration, session_id=scene.session.id)[0]
    [meeting] = world.all(Meeting, session_id=scene.session.id)
    world.noted(row.id, meeting.id, present)


def test_people_who_came_all_the_same_are_not_sent_away_by_a_late_worker(world: World) -> None:
    scene = Scene(world, starts_at=clock.now() + 20 * DAY)
    with time_machine.travel(scene.start - 30 * MINUTE, tick=False) as moment:
        session_cancellations.cancel(scene.session.id, "La formatrice est malade.", scene.staff.id)
        moment.shift(50 * MINUTE)
        mark(world, scene, present=True)
        jobs.run_due()

    assert (scene.training().status, scene.training().cancel_reason) == (SessionStatus.PUBLISHED, "")
    assert "lapsed_cancellation" in scene.verbs()


@pytest.mark.parametrize("days", [1, 200])
def test_a_session_that_did_not_take_place_is_cancelled_afterwards(world: World, days: int) -> None:
    scene = Scene(world, starts_at=clock.now() + 20 * DAY)
    deliver(world)
    with time_machine.travel(scene.start + days * DAY, tick=False):
        mark(world, scene, present=False)

        until = session_cancellations.cancel(scene.session.id, "Personne n’est venu ouvrir.", scene.staff.id)
        outbox.drop_expired()

        told = world.all(OutboxMessage, kind="session_cancelled")
        credited = {row.cancel_reason for row in world.all(Registration)}
    assert until is None
    assert scene.training().status is SessionStatus.CANCELLED
    assert credited == {CancelReason.SESSION_CANCELLED}
    assert {mail.to_address for mail in told} == {"fatou@example.org", "noe@example.org"}
    assert {mail.state for mail in told} == {MessageState.WAITING}
    assert [entry.live for entry in world.all(CalendarEntry)] == [True, True]  # of a meeting begun: never touched


def test_a_session_that_took_place_or_was_forgotten_for_a_year_is_not_cancelled(world: World) -> None:
    scene = Scene(world, starts_at=clock.now() + 20 * DAY)

    with time_machine.travel(scene.start + 367 * DAY, tick=False), pytest.raises(ClosingOver):
        session_cancellations.cancel(scene.session.id, "Personne.", scene.staff.id)
    with time_machine.travel(scene.start + DAY, tick=False):
        mark(world, scene, present=True)
        with pytest.raises(SessionTookPlace):
            session_cancellations.cancel(scene.session.id, "Personne.", scene.staff.id)

    assert scene.training().status is SessionStatus.PUBLISHED


def test_a_session_under_way_is_not_cancelled(world: World) -> None:
    scene = Scene(world, people=0, starts_at=clock.now() - timedelta(minutes=8))
    with pytest.raises(SessionStarted):
        session_cancellations.cancel(scene.session.id, "Panne.", scene.staff.id)


def test_nothing_is_taken_back_where_nothing_was_asked(world: World) -> None:
    scene = Scene(world)
    with pytest.raises(NothingChanged):
        session_cancellations.restore(scene.session.id, scene.staff.id)
