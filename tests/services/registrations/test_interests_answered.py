"""What a registration does to the interest list, and what the list has of a session, on both engines."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.models.base.journal import Event
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.interests import Interest
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.interests import seats_first
from portal.rules.base.permissions import Actor
from portal.rules.base.states import RegistrationState, Seeding, SessionStatus
from portal.rules.refusals.planning import DeadlinesDisordered
from portal.rules.refusals.registrations import AlreadyRegistered, ListFirst
from portal.services.base import jobs
from portal.services.planning import planning, session_cancellations
from portal.services.planning.planning import Seed
from portal.services.registrations import approvals, holds, interests, joining, registrations
from portal.services.registrations.interests import Wish
from portal.services.registrations.joining import Ask
from portal.services.registrations.people import NewPerson
from tests.factories import World
from tests.services.registrations.hold_scene import FATOU, NOE, Scene

OTHER = NewPerson("Aïcha", "Test", "aicha@example.org")


def seats_wished(world: World) -> list[tuple[int, bool]]:
    return [(row.seats, row.ended_at is None) for row in world.all(Interest)]


def seeded(scene: Scene, seeding: Seeding, days: int = 0, **values: int) -> TrainingSession:
    """A session of the same workshop, published with what its list has."""
    starts_at = clock.now() + timedelta(days=30)
    draft = scene.world.training_session(
        workshop_id=scene.session.workshop_id,
        status=SessionStatus.DRAFT,
        published_at=None,
        starts_at=starts_at,
        **values,
    )
    planning.publish(draft.id, scene.world.staff().id, Seed(seeding, days))
    scene.session = draft
    return draft


def test_a_wish_ends_when_its_owner_is_registered_by_her_partner(world: World) -> None:
    scene = Scene(world)
    owner = world.account(NOE.email)
    interests.note(Wish(scene.session.workshop_id, owner.id))

    scene.register(NOE)

    assert seats_wished(world) == [(1, False)]
    [event] = world.all(Event, verb="answered_interest")
    assert (event.actor_id, event.session_id, event.before, event.after) == (
        scene.coordinator.id,
        scene.session.id,
        "1",
        "0",
    )


def test_a_partners_wish_is_lowered_by_who_comes_and_a_refused_form_changes_nothing(world: World) -> None:
    scene = Scene(world)
    interests.note(Wish(scene.session.workshop_id, scene.coordinator.id, 4, scene.partner.id))

    scene.register(FATOU, unnamed=1)
    with pytest.raises(AlreadyRegistered):
        scene.register(FATOU)

    assert seats_wished(world) == [(2, True)]


def test_naming_a_seat_ends_the_wish_of_who_takes_it_and_lowers_no_other(world: World) -> None:
    scene = Scene(world)
    interests.note(Wish(scene.session.workshop_id, scene.coordinator.id, 4, scene.partner.id))
    interests.note(Wish(scene.session.workshop_id, world.account(NOE.email).id))
    [seat] = scene.register(unnamed=1)

    holds.name_seat(seat, scene.row(seat).version, NOE, scene.coordinator.id)

    assert seats_wished(world) == [(3, True), (1, False)]


def test_a_stranger_ends_no_wish_and_the_coordinator_who_vouches_does(world: World) -> None:
    scene = Scene(world)
    interests.note(Wish(scene.session.workshop_id, world.account(NOE.email).id))
    stranger = world.account("inconnu@example.org")
    joining.ask(Ask(stranger.id, OTHER, "", partner_id=scene.partner.id, session_id=scene.session.id, people=(NOE,)))
    assert seats_wished(world) == [(1, True)]

    scene.register(NOE)

    assert seats_wished(world) == [(1, False)]


def test_an_approval_answers_the_wish_of_who_asked_and_a_refusal_leaves_it(world: World) -> None:
    scene = Scene(world, approval=True)
    interests.note(Wish(scene.session.workshop_id, scene.coordinator.id, 3, scene.partner.id))
    refused, approved = scene.register(FATOU), scene.register(NOE)

    approvals.reject(*refused, scene.row(refused[0]).version, "Trop loin.", world.staff().id)
    approvals.approve(*approved, scene.row(approved[0]).version, world.staff().id)

    assert seats_wished(world) == [(2, True)]


def test_who_takes_a_seat_over_wishes_no_more(world: World) -> None:
    scene = Scene(world)
    interests.note(Wish(scene.session.workshop_id, world.account(NOE.email).id))
    [seat] = scene.register(FATOU)

    registrations.substitute(seat, scene.row(seat).version, NOE, scene.coordinator.id)

    assert seats_wished(world) == [(1, False)]


def test_the_invited_register_before_it_opens_to_all_and_nobody_else(world: World) -> None:
    scene = Scene(world)
    interests.note(Wish(scene.session.workshop_id, scene.coordinator.id, 2, scene.partner.id))
    training = seeded(scene, Seeding.INVITATION, 7)
    opens_at = world.get(TrainingSession, training.id).opens_at
    coordinator = Actor(scene.coordinator.id, coordinates=frozenset({scene.partner.id}))
    assert opens_at and timedelta(days=6) < opens_at - clock.now() < timedelta(days=8)
    assert (seats_first(coordinator, training.id), seats_first(Actor(99), training.id)) == (2, 0)

    with pytest.raises(ListFirst):
        scene.register(FATOU, NOE, OTHER)
    scene.register(FATOU, NOE)
    with pytest.raises(ListFirst):
        scene.register(OTHER)

    assert scene.states() == [RegistrationState.CONFIRMED] * 2
    assert seats_first(coordinator, training.id) == 0


def test_a_wish_made_or_grown_after_publication_brings_nothing(world: World) -> None:
    scene = Scene(world)
    interests.note(Wish(scene.session.workshop_id, scene.coordinator.id, 1, scene.partner.id))
    seeded(scene, Seeding.INVITATION, 7)
    interests.note(Wish(scene.session.workshop_id, scene.coordinator.id, 5, scene.partner.id))

    with pytest.raises(ListFirst):
        scene.register(FATOU)


def test_the_credit_of_the_list_goes_first_in_the_line(world: World) -> None:
    scene = Scene(world)
    interests.note(Wish(scene.session.workshop_id, scene.coordinator.id, 1, scene.partner.id))
    training = seeded(scene, Seeding.CREDIT, capacity=1)
    others = world.partner()
    by = world.coordinator(others).id
    [seated, _waits] = registrations.register(
        registrations.Register(training.id, others.id, (OTHER, NewPerson("Karim", "Test", "k@example.org")), by, "a")
    )
    [ours] = scene.register(FATOU)

    registrations.cancel(seated, scene.row(seated).version, registrations.CancelReason.BY_PARTNER, by)

    assert [row.credit for row in world.all(Registration)] == [0, 0, 1]
    assert scene.row(ours).state is RegistrationState.CONFIRMED


def test_the_days_of_the_list_end_before_registration_closes(world: World) -> None:
    with pytest.raises(DeadlinesDisordered):
        seeded(Scene(world), Seeding.INVITATION, 30)


def test_a_cancelled_session_puts_the_partner_on_the_list_for_those_it_named(world: World) -> None:
    scene = Scene(world)
    scene.register(FATOU, NOE, unnamed=1)

    session_cancellations.cancel(scene.session.id, "grève", world.staff().id)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        jobs.run_due()

    [row] = world.all(Interest)
    assert (row.account_id, row.partner_id, row.seats) == (scene.coordinator.id, scene.partner.id, 2)
