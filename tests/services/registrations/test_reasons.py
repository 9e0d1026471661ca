"""Why a registration has its seat, or waits: the figures, and who may read them."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.network.partners import Partner
from portal.models.planning.sessions import RaisedQuota, TrainingSession
from portal.models.registrations.registrations import Registration
from portal.queries.registrations import reasons
from portal.rules.base.permissions import Actor
from portal.rules.base.states import RegistrationState
from portal.rules.refusals import NotFound
from portal.services.registrations import approvals, registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World

WAITLISTED = RegistrationState.WAITLISTED
STAFF = Actor(account_id=1, is_staff=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def fadd(world: World) -> Partner:
    return world.partner("FADD")


@pytest.fixture
def relogeas(world: World) -> Partner:
    return world.partner("Relogeas")


def full(world: World, partner: Partner, **values: int) -> TrainingSession:
    session = world.training_session(capacity=1, **values)
    world.registration(session, world.person(partner))
    return session


def waits(world: World, session: TrainingSession, partner: Partner, hours_ago: int = 0) -> Registration:
    joined = clock.now() - hours_ago * HOUR
    return world.registration(session, world.person(partner), WAITLISTED, joined_at=joined)


def test_one_who_waits_reads_the_seats_and_who_goes_before_in_counts(
    world: World, fadd: Partner, relogeas: Partner
) -> None:
    session = full(world, fadd)
    waits(world, session, fadd, 9)
    waits(world, session, relogeas, 8)
    own = waits(world, session, fadd, 7)

    found = reasons.reason(STAFF, own.id).waiting

    assert found is not None and found.rank is not None
    assert (found.seats, found.limit, found.free, found.partner_seats) == (1, 1, 0, 1)
    assert (found.before_own, found.before_others, found.before_partners) == (1, 1, 1)
    assert found.rank.position == 3


def test_a_raised_quota_is_the_one_that_counts(world: World, fadd: Partner) -> None:
    session = world.training_session(capacity=9, quota=1)
    world.save(RaisedQuota(session_id=session.id, partner_id=fadd.id, quota=3))
    world.registration(session, world.person(fadd))
    own = waits(world, session, fadd)

    found = reasons.reason(STAFF, own.id).waiting

    assert found is not None
    assert (found.quota, found.quota_left) == (3, 2)


def test_who_is_blocked_by_the_quota_has_nobody_before(world: World, fadd: Partner, relogeas: Partner) -> None:
    session = world.training_session(capacity=2, quota=1)
    world.registration(session, world.person(fadd))
    waits(world, session, relogeas)
    own = waits(world, session, fadd)

    found = reasons.reason(STAFF, own.id).waiting

    assert found is not None and found.rank is not None and found.rank.blocked_by_quota
    assert (found.before_own, found.before_others) == (0, 0)


def test_a_seat_keeps_the_figures_that_gave_it(world: World, fadd: Partner) -> None:
    session = world.training_session(capacity=5, quota=3)
    coordinator = world.coordinator(fadd)
    typed = (NewPerson("Noé", "Un"), NewPerson("Inès", "Deux"))
    _first, second = registrations.register(Register(session.id, fadd.id, typed, coordinator.id, "clé"))

    found = reasons.reason(STAFF, second)

    assert found.waiting is None and found.seated is not None
    assert (found.seated.free, found.seated.partner_seats, found.seated.quota_left) == (4, 1, 2)


def test_a_seat_given_by_decision_says_its_reason(world: World, fadd: Partner) -> None:
    session = full(world, fadd)
    own = waits(world, session, fadd)
    approvals.give_seat(own.id, own.version, "Elle remplace l’animatrice.", world.staff().id)

    assert reasons.reason(STAFF, own.id).forced == "Elle remplace l’animatrice."


def test_the_seat_of_a_colleague_says_so(world: World, fadd: Partner) -> None:
    session = world.training_session(capacity=5)
    row = world.registration(session, world.person(fadd))
    successor = registrations.substitute(row.id, row.version, NewPerson("Inès", "Deux"), world.staff().id)

    assert reasons.reason(STAFF, successor).replaces


def test_only_its_people_its_trainer_and_staff_may_ask_why(world: World, fadd: Partner, relogeas: Partner) -> None:
    session = full(world, fadd)
    own = world.registration(session, world.person(fadd, email="noe@example.org"), WAITLISTED)
    allowed = [
        STAFF,
        Actor(account_id=2, email="noe@example.org"),
        Actor(account_id=3, belongs_to=frozenset({fadd.id})),
        Actor(account_id=4, teaches=frozenset({session.id})),
    ]
    strangers = [
        Actor(account_id=5, email="autre@example.org", coordinates=frozenset({relogeas.id})),
        Actor(account_id=6, teaches=frozenset({session.id + 1})),
    ]

    assert {reasons.reason(actor, own.id).row.id for actor in allowed} == {own.id}
    for actor in strangers:
        with pytest.raises(NotFound):
            reasons.reason(actor, own.id)
