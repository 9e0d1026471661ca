"""What comes due on a session by itself, on both engines."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState, SessionStatus
from portal.services.base import jobs
from portal.services.base.jobs import JobKind
from portal.services.planning import session_jobs
from tests.factories import World

CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
PENDING, CANCELLED = RegistrationState.PENDING, RegistrationState.CANCELLED
DAY = timedelta(days=1)


def states(world: World) -> list[RegistrationState]:
    return [row.state for row in world.all(Registration)]


def test_every_kind_of_job_has_somebody_who_does_it() -> None:
    assert set(jobs.handlers) == set(JobKind)


def test_at_the_start_who_has_no_seat_is_told_and_who_has_one_keeps_it(world: World) -> None:
    session = world.training_session(starts_at=clock.now() + DAY, capacity=1)
    partner = world.partner()
    for state in (CONFIRMED, WAITLISTED, PENDING):
        world.registration(session, world.person(partner), state)

    with time_machine.travel(clock.now() + 2 * DAY):
        session_jobs.start(session.id)

    assert states(world) == [CONFIRMED, CANCELLED, CANCELLED]
    reasons = {row.cancel_reason for row in world.all(Registration, state=CANCELLED)}
    assert reasons == {CancelReason.SESSION_STARTED}


def test_a_start_that_was_moved_later_does_nothing_yet(world: World) -> None:
    session = world.training_session(starts_at=clock.now() + DAY, capacity=1)
    partner = world.partner()
    world.registration(session, world.person(partner))
    world.registration(session, world.person(partner), WAITLISTED)

    session_jobs.start(session.id)

    assert states(world) == [CONFIRMED, WAITLISTED]


@pytest.mark.parametrize("kind", [JobKind.START, JobKind.CANCEL, JobKind.QUOTA_RELEASE, JobKind.SETTLE])
def test_a_job_done_twice_adds_no_message(world: World, kind: JobKind) -> None:
    partner = world.partner()
    world.coordinator(partner)
    session = world.training_session(starts_at=clock.now() + DAY, capacity=1, cancel_reason="Panne.")
    world.registration(session, world.person(partner))
    world.registration(session, world.person(partner), WAITLISTED)
    with time_machine.travel(clock.now() + 2 * DAY, tick=False):
        jobs.handlers[kind](session.id)
        once = len(world.all(OutboxMessage))
        jobs.handlers[kind](session.id)

    assert len(world.all(OutboxMessage)) == once


def test_seats_kept_back_by_a_quota_are_given_out_when_it_is_released(world: World) -> None:
    session = world.training_session(starts_at=clock.now() + 12 * DAY, capacity=3, quota=1)
    partner = world.partner()
    world.registration(session, world.person(partner))
    world.registration(session, world.person(partner), WAITLISTED)

    session_jobs.settle(session.id)
    before = states(world)
    with time_machine.travel(clock.now() + 3 * DAY):
        session_jobs.settle(session.id)

    assert before == [CONFIRMED, WAITLISTED]
    assert states(world) == [CONFIRMED, CONFIRMED]


def test_a_cancellation_without_a_reason_was_taken_back(world: World) -> None:
    session = world.training_session()
    world.registration(session, world.person(world.partner()))

    session_jobs.cancel(session.id)

    assert states(world) == [CONFIRMED]
    assert world.get(type(session), session.id).status is SessionStatus.PUBLISHED
