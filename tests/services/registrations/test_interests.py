"""The interest list of a workshop, on both engines."""

from datetime import timedelta

import pytest

from portal import clock
from portal.database import db
from portal.models.planning.seating import deadlines_of
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.interests import Interest
from portal.queries.registrations import interests as queries
from portal.rules.base.states import ContentStatus, SessionStatus
from portal.rules.refusals import NotFound
from portal.services.planning import planning
from portal.services.registrations import interests
from portal.services.registrations.interests import Wish
from tests.factories import World


def draft_of(world: World, workshop: Workshop, days: int = 30) -> int:
    starts_at = clock.now() + timedelta(days=days)
    return world.training_session(workshop_id=workshop.id, status=SessionStatus.DRAFT, starts_at=starts_at).id


def told(world: World) -> list[str]:
    return [row.to_address for row in world.all(OutboxMessage, kind="next_session")]


def test_who_is_on_the_list_hears_once_of_each_session(world: World) -> None:
    workshop, staff, account = world.workshop(), world.staff(), world.account("mireille@example.org")
    interests.note(Wish(workshop.id, account.id, seats=3))

    planning.publish(draft_of(world, workshop), staff.id)
    planning.publish(draft_of(world, workshop, 40), staff.id)

    assert told(world) == ["mireille@example.org", "mireille@example.org"]


def test_of_a_session_whose_registration_has_closed_nobody_hears(world: World) -> None:
    workshop = world.workshop()
    interests.note(Wish(workshop.id, world.account().id))

    planning.publish(draft_of(world, workshop, days=1), world.staff().id)

    assert told(world) == []


def test_news_of_a_session_are_of_use_until_its_registration_closes(world: World) -> None:
    workshop = world.workshop()
    interests.note(Wish(workshop.id, world.account().id))

    session_id = draft_of(world, workshop)
    planning.publish(session_id, world.staff().id)

    [mail] = world.all(OutboxMessage, kind="next_session")
    training = db.session.get_one(TrainingSession, session_id)
    assert mail.expires_at == deadlines_of(training, clock.now()).closes_at


def test_a_session_of_another_workshop_tells_nobody(world: World) -> None:
    interests.note(Wish(world.workshop().id, world.account().id))

    planning.publish(draft_of(world, world.workshop("Lire une facture")), world.staff().id)

    assert told(world) == []


def test_who_left_the_list_and_whose_account_is_closed_hear_nothing(world: World) -> None:
    workshop, gone = world.workshop(), world.account()
    interests.note(Wish(workshop.id, gone.id))
    interests.note(Wish(workshop.id, world.account(deactivated_at=clock.now()).id))
    interests.leave(workshop.id, gone.id)

    planning.publish(draft_of(world, workshop), world.staff().id)

    assert told(world) == []


def test_asking_again_changes_the_wish_and_keeps_its_date(world: World) -> None:
    workshop, account = world.workshop(), world.account()
    partner, place = world.partner(), world.municipality()
    interests.note(Wish(workshop.id, account.id))
    [before] = world.all(Interest)

    interests.note(Wish(workshop.id, account.id, seats=4, partner_id=partner.id, municipality_nis=place.nis))

    [row] = world.all(Interest)
    assert (row.seats, row.partner_id, row.municipality_nis) == (4, partner.id, place.nis)
    assert row.created_at == before.created_at


def test_one_may_come_back_after_leaving(world: World) -> None:
    workshop, account = world.workshop(), world.account()
    interests.note(Wish(workshop.id, account.id))
    interests.leave(workshop.id, account.id)

    interests.note(Wish(workshop.id, account.id, seats=2))

    assert [row.ended_at is None for row in world.all(Interest)] == [False, True]


def test_a_workshop_that_is_not_published_has_no_list(world: World) -> None:
    hidden = world.workshop(status=ContentStatus.DRAFT)

    with pytest.raises(NotFound):
        interests.note(Wish(hidden.id, world.account().id))

    assert world.all(Interest) == []


def test_the_demand_counts_people_by_workshop_and_municipality(world: World) -> None:
    small, large = world.workshop("Lire une facture"), world.workshop("Accompagner un ménage")
    town = world.municipality("52011", "Charleroi")
    interests.note(Wish(small.id, world.account().id, seats=2))
    interests.note(Wish(large.id, world.account().id, seats=3, municipality_nis=town.nis))
    interests.note(Wish(large.id, world.account().id, seats=1))

    first, second = queries.demand()

    assert (first.title, first.seats, first.places) == ("Accompagner un ménage", 4, (("Charleroi", 3), (None, 1)))
    assert (second.title, second.seats, second.places) == ("Lire une facture", 2, ((None, 2),))
