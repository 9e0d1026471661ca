"""The list that trainers receive when registration closes, and what changed since one was downloaded."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.database import writing
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event, Job
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.queries.attendance.list_changes import changes_since_download
from portal.rules.base.states import CancelReason, RegistrationState
from portal.services.attendance import attendees
from portal.services.base import jobs
from portal.services.planning import session_cancellations, session_changes, session_jobs
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World, morning_in

START = morning_in(16)
CLOSED = START - timedelta(days=1)


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(starts_at=START, capacity=4)


@pytest.fixture
def trainer(world: World, session: TrainingSession) -> Account:
    return world.trainer(session, "yanis@example.org")


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD")


def lists(world: World) -> list[OutboxMessage]:
    return world.all(OutboxMessage, kind="attendee_list")


def test_when_registration_closes_the_trainer_hears_who_comes(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    world.registration(session, world.person(partner, "Noé", "Zélé"))
    world.registration(session, world.person(partner, "Inès", "Ancienne"))
    world.registration(session, world.person(partner, "Karim", "Attend"), RegistrationState.WAITLISTED)

    with time_machine.travel(CLOSED, tick=False):
        session_jobs.send_list(session.id)
        session_jobs.send_list(session.id)

    [told] = lists(world)
    assert told.to_address == trainer.email
    assert told.body_text.index("Inès Ancienne, FADD") < told.body_text.index("Noé Zélé, FADD")
    assert "Karim" not in told.body_text
    assert f"/seances/{session.public_id}/participants" in told.body_text


@pytest.mark.parametrize("hours_to_start", [24 * 10, 0])
def test_a_list_too_early_or_too_late_is_not_sent(
    world: World, session: TrainingSession, trainer: Account, hours_to_start: int
) -> None:
    with time_machine.travel(START - timedelta(hours=hours_to_start), tick=False):
        session_jobs.send_list(session.id)

    assert lists(world) == []


def test_a_session_about_to_be_cancelled_sends_no_list(world: World, trainer: Account) -> None:
    session = world.training_session(starts_at=START, cancel_reason="Panne.")
    world.trainer(session)

    with time_machine.travel(CLOSED, tick=False):
        session_jobs.send_list(session.id)

    assert lists(world) == []


def test_a_cancellation_taken_back_does_not_cost_the_list(
    world: World, session: TrainingSession, trainer: Account
) -> None:
    """Registration closed while the session was about to be cancelled."""
    staff = world.staff().id
    with time_machine.travel(CLOSED - timedelta(minutes=1), tick=False) as moment:
        with writing() as database:
            jobs.plan(database, jobs.JobKind.LIST, session.id, clock.now())
            database.get_one(TrainingSession, session.id).closes_at = clock.now()
        session_cancellations.cancel(session.id, "Panne.", staff)
        jobs.run_due()
        moment.shift(timedelta(minutes=5))
        session_cancellations.restore(session.id, staff)
        assert lists(world) == []
        moment.shift(timedelta(minutes=6))

        jobs.run_due()

    assert [row.to_address for row in lists(world)] == [trainer.email]


def test_the_list_is_planned_for_the_closing_and_follows_it(world: World, session: TrainingSession) -> None:
    settings = session_changes.Settings(closes_at=START - timedelta(days=5))
    staff = world.staff().id

    session_changes.change_settings(session.id, session.version, settings, staff)
    [job] = world.all(Job, kind=jobs.JobKind.LIST.value)

    assert job.due_at == START - timedelta(days=5)


def test_what_changed_since_the_last_download_is_told_by_name(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    stays, leaves = (world.registration(session, world.person(partner, name, "Essai")) for name in ("Noé", "Inès"))
    staff = world.staff().id
    assert changes_since_download(session.id) is None
    attendees.note_download(session.id, "pdf", 2, trainer.id)
    assert changes_since_download(session.id) is None

    registrations.cancel(leaves.id, leaves.version, CancelReason.BY_STAFF, staff, "malade")
    registrations.register(Register(session.id, partner.id, (NewPerson("Karim", "Neuf"),), staff, "clé"))
    registrations.substitute(stays.id, stays.version, NewPerson("Ana", "Neuve"), staff)
    for row in world.all(Registration):
        world.save(Event(verb="answered_invitation", object_kind="registration", object_id=row.id,
                         session_id=session.id, before="needs-action", after="accepted", at=clock.now()))  # fmt: skip

    found = changes_since_download(session.id)
    assert found is not None
    assert found.new == (("Karim Neuf", "FADD"), ("Ana Neuve", "FADD"))
    assert found.gone == (("Inès Essai", "FADD"), ("Noé Essai", "FADD"))


def test_who_came_and_left_meanwhile_is_no_change_and_a_new_download_begins_anew(
    world: World, session: TrainingSession, partner: Partner, trainer: Account
) -> None:
    staff = world.staff().id
    attendees.note_download(session.id, "pdf", 0, trainer.id)
    [passing] = registrations.register(Register(session.id, partner.id, (NewPerson("Karim", "Neuf"),), staff, "clé un"))
    registrations.cancel(passing, world.get(Registration, passing).version, CancelReason.BY_STAFF, staff, "malade")
    assert changes_since_download(session.id) is None

    registrations.register(Register(session.id, partner.id, (NewPerson("Ana", "Neuve"),), staff, "clé deux"))
    attendees.note_download(session.id, "xlsx", 1, trainer.id)

    assert changes_since_download(session.id) is None
