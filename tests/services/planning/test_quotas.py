"""Raising one partner's quota, and the previews of who would be served, on both engines."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import RaisedQuota, TrainingSession
from portal.models.registrations.registrations import Registration
from portal.queries.planning import previews
from portal.rules.base.states import RegistrationState
from portal.rules.refusals.base import NothingChanged
from portal.rules.refusals.planning import BelowQuota, NoQuota
from portal.services.planning.quotas import raise_quota
from portal.services.planning.session_changes import set_capacity
from tests.factories import World

WAITLISTED, CONFIRMED = RegistrationState.WAITLISTED, RegistrationState.CONFIRMED
HOUR = timedelta(hours=1)


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD")


def limited(world: World, partner: Partner, waiting: int) -> TrainingSession:
    """A session in which the partner has its one seat, and others who wait."""
    session = world.training_session(capacity=5, quota=1)
    world.registration(session, world.person(partner))
    for hours in range(waiting):
        joined = clock.now() - hours * HOUR
        world.registration(session, world.person(partner), WAITLISTED, joined_at=joined)
    return session


def served(preview: previews.Preview) -> list[int]:
    return [row.id for row in preview.served]


def test_a_raised_quota_serves_the_partner_just_as_the_preview_said(world: World, partner: Partner) -> None:
    session = limited(world, partner, waiting=3)
    first, second = sorted(world.all(Registration, state=WAITLISTED), key=lambda row: row.joined_at)[:2]

    preview = previews.with_quota(session.id, partner.id, 3)
    raise_quota(session.id, partner.id, 3, world.staff().id)

    assert served(preview) == [first.id, second.id]
    assert {world.get(Registration, row.id).state for row in (first, second)} == {CONFIRMED}
    assert len(world.all(Registration, state=WAITLISTED)) == 1
    [event] = world.all(Event, verb="raised_quota")
    assert (event.before, event.after, event.inputs) == ("1", "3", {"partner": partner.id})


def test_a_preview_writes_nothing(world: World, partner: Partner) -> None:
    session = limited(world, partner, waiting=1)

    previews.with_quota(session.id, partner.id, 2)
    previews.with_seats(session.id, 9, 0)

    assert len(world.all(Registration, state=WAITLISTED)) == 1
    assert world.all(RaisedQuota) == []


def test_a_raise_is_raised_again_and_taken_back(world: World, partner: Partner) -> None:
    session = limited(world, partner, waiting=0)
    staff = world.staff().id

    raise_quota(session.id, partner.id, 3, staff)
    raise_quota(session.id, partner.id, 4, staff)
    assert [row.quota for row in world.all(RaisedQuota)] == [4]
    raise_quota(session.id, partner.id, 1, staff)

    assert world.all(RaisedQuota) == []


def test_a_raise_that_raises_nothing_is_refused(world: World, partner: Partner) -> None:
    session, staff = limited(world, partner, waiting=0), world.staff().id
    three = world.training_session(quota=3)

    with pytest.raises(NothingChanged):
        raise_quota(session.id, partner.id, 1, staff)
    with pytest.raises(BelowQuota):
        raise_quota(three.id, partner.id, 2, staff)
    with pytest.raises(NoQuota):
        raise_quota(world.training_session().id, partner.id, 2, staff)
    with pytest.raises(NoQuota):
        released = world.training_session(starts_at=clock.now() + timedelta(days=9), quota=1)
        raise_quota(released.id, partner.id, 2, staff)


def test_more_seats_serve_just_whom_the_preview_named(world: World, partner: Partner) -> None:
    session = world.training_session(capacity=1)
    world.registration(session, world.person(partner))
    for hours in (2, 1):
        joined = clock.now() - hours * HOUR
        world.registration(session, world.person(partner), WAITLISTED, joined_at=joined)
    [first, _second] = world.all(Registration, state=WAITLISTED)

    preview = previews.with_seats(session.id, 2, 0)
    set_capacity(session.id, 2, 0, world.staff().id)

    assert served(preview) == [first.id]
    assert world.get(Registration, first.id).state is CONFIRMED


def test_fewer_seats_serve_nobody_and_say_how_many_are_over(world: World, partner: Partner) -> None:
    session = world.training_session(capacity=2)
    for _ in range(2):
        world.registration(session, world.person(partner))

    preview = previews.with_seats(session.id, 1, 0)

    assert (served(preview), preview.over) == ([], 1)
