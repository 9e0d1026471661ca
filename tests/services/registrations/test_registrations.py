"""Registering, cancelling and handing on a seat, over real rows on both engines."""

from datetime import timedelta

import pytest

from portal import clock
from portal.database import writing
from portal.models.base.journal import Event
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.refusals.base import StaleVersion
from portal.rules.refusals.registrations import (
    AlreadyRegistered,
    NotConfirmed,
    NotLive,
    NotYetOpen,
    RegistrationClosed,
    SamePersonTwice,
    SessionStarted,
)
from portal.services.base import jobs
from portal.services.crossings import corrections
from portal.services.registrations import joining, registrations
from portal.services.registrations.joining import Ask
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World

CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
FATOU = NewPerson("Fatou", "Exemple", "fatou@example.org")
NOE = NewPerson("Noé", "Épreuve", "noe@example.org")


class Scene:
    """A partner with its coordinator, and a session of a given size."""

    def __init__(self, world: World, **session: object) -> None:
        self.world = world
        self.partner = world.partner()
        self.coordinator = world.coordinator(self.partner)
        self.session = world.training_session(**session)

    def register(self, *typed: NewPerson, key: str = "") -> list[int]:
        form_key = key or "-".join(person.given_name for person in typed)
        return registrations.register(Register(self.session.id, self.partner.id, typed, self.coordinator.id, form_key))

    def row(self, registration_id: int) -> Registration:
        return self.world.get(Registration, registration_id)

    def states(self) -> list[RegistrationState]:
        return [row.state for row in self.world.all(Registration, session_id=self.session.id)]


def test_two_colleagues_are_confirmed_where_seats_are_free(world: World) -> None:
    scene = Scene(world, capacity=2)

    ids = scene.register(FATOU, NOE)

    assert [scene.row(number).state for number in ids] == [CONFIRMED, CONFIRMED]


def test_who_finds_no_seat_waits(world: World) -> None:
    scene = Scene(world, capacity=1)

    scene.register(FATOU, NOE)

    assert scene.states() == [CONFIRMED, WAITLISTED]


def test_the_part_beyond_the_quota_waits(world: World) -> None:
    scene = Scene(world, capacity=10, quota=1)

    scene.register(FATOU, NOE)

    assert scene.states() == [CONFIRMED, WAITLISTED]


def test_a_double_click_is_one_registration(world: World) -> None:
    scene = Scene(world)

    first = scene.register(FATOU, key="the form")

    assert scene.register(FATOU, key="the form") == first
    assert scene.states() == [CONFIRMED]


def test_a_person_already_registered_is_refused_and_nothing_changes(world: World) -> None:
    scene = Scene(world)
    scene.register(FATOU)

    with pytest.raises(AlreadyRegistered):
        scene.register(NOE, FATOU, key="other form")

    assert scene.states() == [CONFIRMED]


def test_whom_a_stranger_asked_for_is_registered_by_her_coordinator_all_the_same(world: World) -> None:
    """Whatever becomes of the stranger's request."""
    scene = Scene(world, capacity=3)
    stranger = world.account("inconnue@example.org")
    where = {"partner_id": scene.partner.id, "session_id": scene.session.id}
    request_id = joining.ask(Ask(stranger.id, NOE, "+3271000000", people=(FATOU, NOE), **where))

    [fatou] = scene.register(FATOU)
    joining.refuse(request_id, "Inconnue au bataillon", world.staff().id)

    assert scene.row(fatou).state is CONFIRMED
    assert scene.states() == [CONFIRMED, RegistrationState.CANCELLED]


def test_a_form_that_names_somebody_twice_is_refused(world: World) -> None:
    scene = Scene(world)

    with pytest.raises(SamePersonTwice):
        scene.register(FATOU, NewPerson("FATOU", "exemple", "Fatou@Example.org"))

    assert scene.states() == []


def test_two_names_on_one_mailbox_are_two_people(world: World) -> None:
    scene = Scene(world)

    scene.register(NewPerson("Fatou", "Exemple", "info@example.org"), NewPerson("Noé", "Épreuve", "info@example.org"))

    assert scene.states() == [CONFIRMED, CONFIRMED]


def test_registration_is_refused_before_it_opens(world: World) -> None:
    scene = Scene(world, opens_at=clock.now() + timedelta(days=1))

    with pytest.raises(NotYetOpen):
        scene.register(FATOU)


def test_registration_is_refused_after_it_closes(world: World) -> None:
    scene = Scene(world, closes_at=clock.now() - timedelta(minutes=1))

    with pytest.raises(RegistrationClosed):
        scene.register(FATOU)


def test_registration_is_refused_once_the_session_started(world: World) -> None:
    scene = Scene(world, starts_at=clock.now() - timedelta(minutes=1))

    with pytest.raises(SessionStarted):
        scene.register(FATOU)


def test_a_session_with_approval_keeps_people_pending(world: World) -> None:
    scene = Scene(world, approval=True)

    scene.register(FATOU)

    assert scene.states() == [RegistrationState.PENDING]


def test_a_freed_seat_goes_to_the_next_in_the_same_transaction(world: World) -> None:
    scene = Scene(world, capacity=1)
    [seated] = scene.register(FATOU)
    [waiting] = scene.register(NOE)

    registrations.cancel(seated, scene.row(seated).version, CancelReason.BY_PARTNER, scene.coordinator.id)

    assert scene.row(seated).state is RegistrationState.CANCELLED
    assert scene.row(waiting).state is CONFIRMED


def test_the_figures_that_decided_are_kept(world: World) -> None:
    scene = Scene(world, capacity=1)

    [seated] = scene.register(FATOU)

    [event] = world.all(Event, verb="allocated")
    assert event.object_id == seated
    assert (event.inputs["free"], event.inputs["partner_seats"]) == (1, 0)


def test_a_stale_button_is_refused(world: World) -> None:
    scene = Scene(world)
    [seated] = scene.register(FATOU)

    with pytest.raises(StaleVersion):
        registrations.cancel(seated, scene.row(seated).version - 1, CancelReason.BY_PARTNER, scene.coordinator.id)

    assert scene.row(seated).state is CONFIRMED


def test_a_registration_is_cancelled_once(world: World) -> None:
    scene = Scene(world)
    [seated] = scene.register(FATOU)
    registrations.cancel(seated, scene.row(seated).version, CancelReason.BY_PARTNER, scene.coordinator.id)

    with pytest.raises(NotLive):
        registrations.cancel(seated, scene.row(seated).version, CancelReason.BY_PARTNER, scene.coordinator.id)


def test_giving_up_a_seat_after_the_deadline_is_late(world: World) -> None:
    scene = Scene(world, cancel_deadline=clock.now() + timedelta(days=1))
    [early], [late] = scene.register(FATOU), scene.register(NOE)
    registrations.cancel(early, scene.row(early).version, CancelReason.BY_PARTNER, scene.coordinator.id)
    session = world.get(type(scene.session), scene.session.id)
    session.cancel_deadline = clock.now() - timedelta(minutes=1)
    world.save(session)

    registrations.cancel(late, scene.row(late).version, CancelReason.BY_PARTNER, scene.coordinator.id)

    assert (scene.row(early).late, scene.row(late).late) == (False, True)


def test_a_substitution_moves_the_seat_and_serves_nobody_else(world: World) -> None:
    scene = Scene(world, capacity=1)
    [seated] = scene.register(FATOU)
    [waiting] = scene.register(NOE)

    successor = registrations.substitute(
        seated, scene.row(seated).version, NewPerson("Karim", "Test", "karim@example.org"), scene.coordinator.id
    )

    assert scene.row(seated).cancel_reason is CancelReason.SUBSTITUTED
    assert scene.row(successor).state is CONFIRMED
    assert scene.row(successor).joined_at == scene.row(seated).joined_at
    assert scene.row(waiting).state is WAITLISTED


def test_a_waiting_colleague_is_taken_over_by_a_substitution(world: World) -> None:
    scene = Scene(world, capacity=1)
    [seated] = scene.register(FATOU)
    [waiting] = scene.register(NOE)

    successor = registrations.substitute(seated, scene.row(seated).version, NOE, scene.coordinator.id)

    assert successor == waiting
    assert scene.states() == [RegistrationState.CANCELLED, CONFIRMED]


def test_only_a_confirmed_seat_is_handed_on(world: World) -> None:
    scene = Scene(world, capacity=1)
    scene.register(FATOU)
    [waiting] = scene.register(NOE)

    with pytest.raises(NotConfirmed):
        registrations.substitute(waiting, scene.row(waiting).version, NewPerson("Karim", "Test"), scene.coordinator.id)


def test_a_corrected_address_keeps_the_seat(world: World) -> None:
    scene = Scene(world)
    [seated] = scene.register(FATOU)
    person_id = scene.row(seated).person_id or 0

    corrections.correct(person_id, 1, NewPerson("Fatou", "Exemple", "f.exemple@example.org"), scene.coordinator.id)

    assert scene.row(seated).state is CONFIRMED
    assert scene.row(seated).person_id == person_id


def test_who_lost_a_cancelled_session_goes_first_once(world: World) -> None:
    scene = Scene(world, capacity=0)
    lost = world.training_session(workshop_id=scene.session.workshop_id)
    noe = world.person(scene.partner, "Noé", "Épreuve", email="noe@example.org")
    world.registration(
        lost, noe, RegistrationState.CANCELLED, cancel_reason=CancelReason.SESSION_CANCELLED, ended_at=clock.now()
    )

    [fatou], [credited] = scene.register(FATOU), scene.register(NOE)
    registrations.cancel(credited, scene.row(credited).version, CancelReason.BY_PARTNER, scene.coordinator.id)
    [again] = scene.register(NOE, key="another form")

    assert [scene.row(number).credit for number in (fatou, credited, again)] == [0, 1, 0]


def test_the_same_form_with_other_content_is_another_command(world: World) -> None:
    scene = Scene(world)
    scene.register(FATOU, key="a page that was gone back to")

    scene.register(NOE, key="a page that was gone back to")

    assert scene.states() == [CONFIRMED, CONFIRMED]


def test_a_job_planned_anew_while_it_is_done_is_done_once_more(world: World) -> None:
    scene = Scene(world)
    done: list[int] = []

    def handler(session_id: int) -> None:
        done.append(session_id)
        if len(done) == 1:
            with writing() as session:
                jobs.plan(session, jobs.JobKind.SETTLE, session_id, clock.now())

    original, jobs.handlers[jobs.JobKind.SETTLE] = jobs.handlers[jobs.JobKind.SETTLE], handler
    try:
        with writing() as session:
            jobs.plan(session, jobs.JobKind.SETTLE, scene.session.id, clock.now())
        while jobs.do_due(scene.session.id) or len(done) < 2:
            assert len(done) < 5
    finally:
        jobs.handlers[jobs.JobKind.SETTLE] = original

    assert done == [scene.session.id] * 2
