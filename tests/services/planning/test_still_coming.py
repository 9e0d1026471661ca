"""*Venez-vous toujours ?*: who is asked, and what is kept of the answers, on both engines."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.queries.planning import still_coming as queries
from portal.queries.registrations.registrations import views
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.rules.refusals.base import StaleVersion
from portal.rules.refusals.planning import AskedAlready, NobodyWaits
from portal.rules.refusals.registrations import NotLive, SessionCancelled
from portal.services.planning import still_coming
from tests.factories import World

WAITLISTED = RegistrationState.WAITLISTED
DAY = timedelta(days=1)


@pytest.fixture
def partner(world: World) -> Partner:
    partner = world.partner("FADD")
    world.coordinator(partner, "fadd@example.org")
    return partner


@pytest.fixture
def session(world: World, partner: Partner) -> TrainingSession:
    session = world.training_session(capacity=1)
    world.registration(session, world.person(partner, "Luc", "Assis"))
    return session


def waits(world: World, session: TrainingSession, partner: Partner, name: str, email: str | None) -> Registration:
    joined = clock.now() - timedelta(hours=1)
    return world.registration(session, world.person(partner, name, "Essai", email=email), WAITLISTED, joined_at=joined)


def unanswered(row: Registration) -> set[int]:
    return queries.unanswered(views(Registration.id == row.id))


def test_each_person_and_each_coordinator_is_asked_once(
    world: World, session: TrainingSession, partner: Partner
) -> None:
    waits(world, session, partner, "Inès", "ines@example.org")
    waits(world, session, partner, "Noé", None)

    assert still_coming.ask(session.id, world.staff().id) == 2

    mails = {(row.kind, row.to_address): row.body_text for row in world.all(OutboxMessage)}
    assert set(mails) == {("still_coming", "ines@example.org"), ("still_coming_team", "fadd@example.org")}
    team = mails["still_coming_team", "fadd@example.org"]
    assert "Inès Essai" in team and "Noé Essai" in team and "Luc" not in team
    assert f"/associations/{partner.slug}/seances/{session.public_id}" in team


def test_a_yes_is_kept_and_moves_nobody(world: World, session: TrainingSession, partner: Partner) -> None:
    row = waits(world, session, partner, "Inès", "ines@example.org")
    assert unanswered(row) == set()
    still_coming.ask(session.id, world.staff().id)
    assert unanswered(row) == {row.id}

    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        still_coming.confirm(row.id, None)

    line = queries.line(session.id)
    assert unanswered(row) == set()
    assert [line.answer(one) is not None for one in line.rows] == [True]
    assert world.get(Registration, row.id).version == row.version
    [event] = world.all(Event, verb="still_coming")
    assert (event.object_id, event.actor_id) == (row.id, None)


def test_a_new_question_asks_again(world: World, session: TrainingSession, partner: Partner) -> None:
    row, staff = waits(world, session, partner, "Inès", "ines@example.org"), world.staff().id
    still_coming.ask(session.id, staff)
    still_coming.confirm(row.id, None)

    with time_machine.travel(clock.now() + 2 * DAY):
        still_coming.ask(session.id, staff)

    line = queries.line(session.id)
    assert unanswered(row) == {row.id}
    assert [line.answer(one) for one in line.rows] == [None]


def test_the_question_leaves_once_a_day(world: World, session: TrainingSession, partner: Partner) -> None:
    waits(world, session, partner, "Inès", "ines@example.org")
    still_coming.ask(session.id, world.staff().id)
    once = len(world.all(OutboxMessage))

    with pytest.raises(AskedAlready):
        still_coming.ask(session.id, world.staff().id)

    assert len(world.all(OutboxMessage)) == once


def test_nobody_is_asked_in_vain(world: World, session: TrainingSession) -> None:
    with pytest.raises(NobodyWaits):
        still_coming.ask(session.id, world.staff().id)
    with pytest.raises(SessionCancelled):
        still_coming.ask(world.training_session(status=SessionStatus.CANCELLED).id, world.staff().id)


def test_only_who_waits_says_yes_and_who_has_a_seat_by_now_reads_so(
    world: World, session: TrainingSession, partner: Partner
) -> None:
    [seated] = world.all(Registration)
    gone = world.registration(session, world.person(partner, "Ana", "Essai"), RegistrationState.CANCELLED)

    with pytest.raises(StaleVersion):
        still_coming.confirm(seated.id, None)
    with pytest.raises(NotLive):
        still_coming.confirm(gone.id, None)
