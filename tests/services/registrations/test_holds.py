"""Seats held without a name, over real rows on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine

from portal import clock
from portal.database import db
from portal.models.base.journal import Job
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.rules.base.states import CancelReason, MessageState, RegistrationState
from portal.rules.refusals.registrations import (
    AlreadyNamed,
    AlreadyRegistered,
    NamesDue,
    NobodyNamed,
    NotLive,
    SeatNeedsName,
)
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from portal.services.planning import session_changes, session_jobs, session_moves
from portal.services.planning.session_moves import Reschedule
from portal.services.planning.session_rows import Settings, plans_of
from portal.services.post import outbox
from portal.services.registrations import approvals, holds, registrations
from portal.services.registrations.registrations import Register
from tests.factories import World
from tests.services.registrations.hold_scene import FATOU, MONDAY, NEXT_MONDAY, NOE, Scene

HELD, CONFIRMED = RegistrationState.HELD, RegistrationState.CONFIRMED
WAITLISTED, PENDING = RegistrationState.WAITLISTED, RegistrationState.PENDING
CANCELLED = RegistrationState.CANCELLED
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def on_a_monday(inside: None) -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def said(row: OutboxMessage) -> str:
    return " ".join(row.body_text.lower().split())


def test_seats_without_a_name_are_held_beside_named_ones(world: World) -> None:
    scene = Scene(world, capacity=3)

    scene.register(FATOU, unnamed=2)

    assert scene.states() == [CONFIRMED, HELD, HELD]


def test_a_seat_is_held_for_five_working_days(world: World) -> None:
    scene = Scene(world)

    [held] = scene.register(unnamed=1)

    assert scene.row(held).hold_expires_at == NEXT_MONDAY


def test_a_seat_is_never_held_past_the_cancel_deadline(world: World) -> None:
    deadline = clock.now() + 2 * DAY
    scene = Scene(world, cancel_deadline=deadline)

    [held] = scene.register(unnamed=1)

    assert scene.row(held).hold_expires_at == deadline


def test_a_form_without_a_name_nor_a_seat_is_refused(world: World) -> None:
    with pytest.raises(NobodyNamed):
        Scene(world).register()


def test_seats_without_a_name_are_refused_from_the_cancel_deadline_on(world: World) -> None:
    scene = Scene(world, cancel_deadline=clock.now(), closes_at=clock.now() + DAY)

    with pytest.raises(NamesDue):
        scene.register(FATOU, unnamed=1)

    assert scene.states() == []


def test_a_seat_without_a_name_that_waits_is_not_served_from_the_cancel_deadline_on(world: World) -> None:
    scene = Scene(world, capacity=1, cancel_deadline=clock.now() + DAY)
    [seated], [waiting] = scene.register(FATOU), scene.register(unnamed=1)

    with time_machine.travel(clock.now() + DAY, tick=False):
        scene.give_back(seated)

    assert scene.row(waiting).state is WAITLISTED


def test_the_coordinator_is_told_until_when_to_name_the_seats(world: World) -> None:
    scene = Scene(world)

    scene.register(unnamed=2)

    [told] = scene.mails("partner_summary")
    assert told.to_address == "fadd@example.org"
    assert "2 places à nommer avant le lundi 30 novembre 2026 à 10 h" in said(told)
    assert "liste d’attente" not in said(told)
    assert [row.kind for row in world.all(OutboxMessage)] == ["partner_summary", "hold_reminder"]


def test_naming_a_held_seat_confirms_and_invites(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)

    scene.name(held, NOE)

    row = scene.row(held)
    assert (row.state, row.hold_expires_at, row.confirmed_at) == (CONFIRMED, None, clock.now())
    [invited] = scene.mails("place_confirmed")
    assert (invited.to_address, invited.method) == ("noe@example.org", "REQUEST")
    assert "fatou exemple (fadd solidarité) vous a réservé une place" in said(invited)
    assert "Noé Épreuve" in scene.mails("partner_summary")[1].body_text


def test_naming_a_waiting_row_keeps_its_place_and_writes_to_nobody(world: World) -> None:
    scene = Scene(world, capacity=0)
    [waiting] = scene.register(unnamed=1)
    before, mails = scene.row(waiting), len(world.all(OutboxMessage))

    scene.name(waiting, NOE)

    after = scene.row(waiting)
    assert (after.state, after.joined_at, after.version) == (WAITLISTED, before.joined_at, before.version + 1)
    assert world.get(Person, after.person_id or 0).name == "Noé Épreuve"
    assert len(world.all(OutboxMessage)) == mails


def test_a_seat_is_not_named_twice(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)
    scene.name(held, NOE)

    with pytest.raises(AlreadyNamed):
        scene.name(held, FATOU)


def test_somebody_who_is_here_already_is_not_named_again(world: World) -> None:
    scene = Scene(world)
    [_fatou, held] = scene.register(FATOU, unnamed=1)

    with pytest.raises(AlreadyRegistered):
        scene.name(held, FATOU)

    assert scene.row(held).state is HELD


def test_a_seat_that_nobody_named_in_time_goes_to_the_next(world: World) -> None:
    scene = Scene(world, capacity=1)
    [held], [waiting] = scene.register(unnamed=1), scene.register(NOE)

    with time_machine.travel(NEXT_MONDAY, tick=False):
        jobs.run_due()

    assert (scene.row(held).state, scene.row(held).cancel_reason) == (CANCELLED, CancelReason.HOLD_EXPIRED)
    assert scene.row(waiting).state is CONFIRMED
    assert "1 place est rendue" in said(scene.mails("partner_summary")[-1])


def test_a_hold_lasts_until_its_very_end(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)

    with time_machine.travel(NEXT_MONDAY - timedelta(seconds=1), tick=False):
        jobs.run_due()
        holds.expire(scene.session.id)

    assert scene.row(held).state is HELD


def test_an_expiry_done_late_and_twice_adds_no_message(world: World) -> None:
    scene = Scene(world)
    scene.register(unnamed=2)

    with time_machine.travel(NEXT_MONDAY + timedelta(hours=9), tick=False):
        jobs.run_due()
        once = len(world.all(OutboxMessage))
        holds.expire(scene.session.id)

    assert scene.states() == [CANCELLED, CANCELLED]
    assert len(world.all(OutboxMessage)) == once


def test_each_batch_of_seats_has_its_own_end(world: World) -> None:
    scene = Scene(world)
    [first] = scene.register(unnamed=1)
    with time_machine.travel(MONDAY + DAY, tick=False):
        [second] = scene.register(unnamed=1)

    with time_machine.travel(NEXT_MONDAY, tick=False):
        jobs.run_due()
    between = (scene.row(first).state, scene.row(second).state)
    with time_machine.travel(NEXT_MONDAY + DAY, tick=False):
        jobs.run_due()

    assert between == (CANCELLED, HELD)
    assert scene.row(second).state is CANCELLED


def test_a_seat_named_too_late_has_gone_whatever_the_worker_did(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)

    with time_machine.travel(NEXT_MONDAY, tick=False), pytest.raises(NotLive):
        holds.name_seat(held, scene.row(held).version + 1, NOE, scene.coordinator.id)

    assert scene.row(held).cancel_reason is CancelReason.HOLD_EXPIRED


def test_naming_the_last_held_seat_leaves_nothing_due(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)

    scene.name(held, NOE)

    assert world.all(Job, kind=JobKind.HOLDS.value) == []


def test_a_held_seat_given_back_goes_to_the_next(world: World) -> None:
    scene = Scene(world, capacity=1)
    [held], [waiting] = scene.register(unnamed=1), scene.register(NOE)

    scene.give_back(held)

    assert (scene.row(held).cancel_reason, scene.row(held).late) == (CancelReason.BY_PARTNER, False)
    assert scene.row(waiting).state is CONFIRMED


def move(scene: Scene, start: datetime) -> None:
    """The session's one meeting begins at another time."""
    training = scene.world.get(TrainingSession, scene.session.id)
    [plan] = plans_of(db.session.get_one(TrainingSession, training.id))
    moved = replace(plan, starts_at=start, ends_at=start + timedelta(hours=3))
    session_moves.reschedule(Reschedule(training.id, training.version, (moved,), scene.coordinator.id))


def test_a_session_brought_forward_shortens_the_holds(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)

    move(scene, MONDAY + 4 * DAY)

    assert scene.row(held).hold_expires_at == MONDAY + 2 * DAY
    assert [job.due_at for job in world.all(Job, kind=JobKind.HOLDS.value)] == [MONDAY + 2 * DAY]


def test_the_coordinator_of_a_held_seat_hears_once_of_two_moves_within_ten_minutes(world: World) -> None:
    scene = Scene(world)
    scene.register(unnamed=1)

    move(scene, MONDAY + 4 * DAY)
    move(scene, MONDAY + 8 * DAY)

    _held, told = scene.mails("partner_summary")
    assert "la séance change" in said(told)
    assert "1 place à nommer avant le" in said(told)
    assert "mardi 1er décembre 2026" in said(told)


def test_one_reminder_waits_for_two_working_days_before_the_end(world: World) -> None:
    scene = Scene(world)

    scene.register(unnamed=2)

    [reminder] = scene.mails("hold_reminder")
    assert reminder.not_before == NEXT_MONDAY - 4 * DAY  # Thursday
    assert reminder.expires_at == NEXT_MONDAY
    assert "2 places attendent un nom" in said(reminder)


def test_a_reminder_follows_the_seats_that_are_left_to_name(world: World) -> None:
    scene = Scene(world)
    one, two = scene.register(unnamed=2)

    scene.name(one, NOE)
    [left] = scene.mails("hold_reminder", state=MessageState.WAITING)
    scene.name(two, FATOU)

    assert "1 place attend un nom" in said(left)
    assert {row.state for row in scene.mails("hold_reminder")} == {MessageState.DROPPED}


def test_nothing_is_reminded_after_the_reminder(world: World) -> None:
    scene = Scene(world)
    one, _two = scene.register(unnamed=2)

    with time_machine.travel(NEXT_MONDAY - 4 * DAY, tick=False):
        outbox.send_due()
    with time_machine.travel(NEXT_MONDAY - 3 * DAY, tick=False):
        scene.name(one, NOE)

    assert [row.state for row in scene.mails("hold_reminder")] == [MessageState.SENT]


def test_a_reminder_that_waited_five_days_is_not_given_up(world: World) -> None:
    with time_machine.travel(MONDAY + 4 * DAY, tick=False):
        scene = Scene(world)
        scene.register(unnamed=1)

    with time_machine.travel(MONDAY + 9 * DAY, tick=False):
        outbox.send_due()

    [reminder] = scene.mails("hold_reminder")
    assert (reminder.state, reminder.created_at) == (MessageState.SENT, MONDAY + 9 * DAY)


def test_another_partners_reminder_stays(world: World) -> None:
    scene, other = Scene(world), world.partner("Relogeas")
    world.coordinator(other, "relogeas@example.org")
    [held] = scene.register(unnamed=1)
    registrations.register(Register(scene.session.id, other.id, (), scene.coordinator.id, "other", unnamed=1))

    scene.name(held, NOE)

    waiting = scene.mails("hold_reminder", state=MessageState.WAITING)
    assert [row.to_address for row in waiting] == ["relogeas@example.org"]


def test_past_the_moment_chosen_the_line_no_longer_seats_by_itself(world: World) -> None:
    scene = Scene(world, capacity=1)
    [seated] = scene.register(FATOU)
    [waiting] = scene.register(NOE, auto_accept_until=clock.now() + DAY)

    with time_machine.travel(MONDAY + DAY, tick=False):
        scene.give_back(seated)

    assert scene.row(waiting).state is WAITLISTED


def test_a_seat_given_by_decision_needs_a_name(world: World) -> None:
    scene = Scene(world)
    command = Register(scene.session.id, scene.partner.id, (FATOU,), scene.coordinator.id, "form", unnamed=1)

    with pytest.raises(SeatNeedsName):
        approvals.force(command, "Au téléphone.")


def test_at_the_start_held_seats_end(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)

    with time_machine.travel(MONDAY + 31 * DAY, tick=False):
        session_jobs.start(scene.session.id)

    assert scene.row(held).cancel_reason is CancelReason.SESSION_STARTED


def test_a_seat_without_a_name_that_waits_is_not_given_by_decision(world: World) -> None:
    scene = Scene(world, capacity=0)
    [waiting] = scene.register(unnamed=1)

    with pytest.raises(SeatNeedsName):
        approvals.give_seat(waiting, scene.row(waiting).version, "Au téléphone.", scene.coordinator.id)


def test_settings_that_bring_the_deadline_forward_shorten_the_holds(world: World) -> None:
    scene = Scene(world)
    [held] = scene.register(unnamed=1)
    training = world.get(TrainingSession, scene.session.id)
    deadline = MONDAY + 2 * DAY
    settings = Settings(capacity=training.capacity, cancel_deadline=deadline)

    session_changes.change_settings(training.id, training.version, settings, scene.coordinator.id)

    assert scene.row(held).hold_expires_at == deadline
    assert [job.due_at for job in world.all(Job, kind=JobKind.HOLDS.value)] == [deadline]
