"""Workshops with their place in the search, and venues, on both engines."""

import pytest

from portal.models.base.journal import Event
from portal.models.base.search import SearchEntry
from portal.models.planning.workshops import Venue, Workshop
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import ContentStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.base import jobs
from portal.services.planning import venues, workshops
from portal.services.planning.venues import Room
from portal.services.planning.workshops import Programme
from tests.factories import World

ENERGY = Programme("Parler d’énergie", summary="Lire une facture.", programme="## Le compteur\n\nRelever.")
ROOM = Room("Salle Roton", "rue de l’Exemple 2", "6000", "52011")


def only_workshop(world: World) -> Workshop:
    [row] = world.all(Workshop)
    return row


def test_a_new_workshop_is_a_draft_with_a_slug_of_its_own(world: World) -> None:
    staff, theme = world.staff(), world.theme()

    slugs = [workshops.create(Programme("Parler d’énergie", theme_ids=(theme.id,)), staff.id) for _ in range(2)]

    assert slugs == ["parler-d-energie", "parler-d-energie-2"]
    assert {row.status for row in world.all(Workshop)} == {ContentStatus.DRAFT}


def test_a_workshop_about_an_unknown_theme_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        workshops.create(Programme("Parler d’énergie", theme_ids=(999,)), world.staff().id)

    assert world.all(Workshop) == []


def test_a_draft_is_not_found_by_the_search_a_published_workshop_is(world: World) -> None:
    staff = world.staff()
    workshops.create(ENERGY, staff.id)
    drafted = world.all(SearchEntry)

    workshops.publish(only_workshop(world).id, staff.id)

    assert drafted == []
    [entry] = world.all(SearchEntry)
    assert "compteur" in entry.folded_body


def test_an_archived_workshop_leaves_the_search(world: World) -> None:
    staff = world.staff()
    workshops.create(ENERGY, staff.id)
    workshops.publish(only_workshop(world).id, staff.id)

    workshops.archive(only_workshop(world).id, staff.id)

    assert world.all(SearchEntry) == []
    assert [event.verb for event in world.all(Event)] == [
        "added_workshop",
        "published_workshop",
        "archived_workshop",
    ]


def test_a_change_reaches_the_search_and_keeps_the_slug(world: World) -> None:
    staff = world.staff()
    slug = workshops.create(ENERGY, staff.id)
    workshops.publish(only_workshop(world).id, staff.id)
    row = only_workshop(world)

    workshops.revise(row.id, row.version, Programme("Comprendre sa facture"), staff.id)

    assert [entry.title for entry in world.all(SearchEntry)] == ["Comprendre sa facture"]
    assert only_workshop(world).slug == slug


def test_a_workshop_that_somebody_else_saved_is_not_overwritten(world: World) -> None:
    staff = world.staff()
    workshops.create(ENERGY, staff.id)
    seen = only_workshop(world)
    workshops.revise(seen.id, seen.version, Programme("Un"), staff.id)

    with pytest.raises(EditedMeanwhile):
        workshops.revise(seen.id, seen.version, Programme("Deux"), staff.id)

    assert only_workshop(world).title == "Un"


def test_a_venue_lies_in_a_known_municipality(world: World) -> None:
    with pytest.raises(NotFound):
        venues.add(ROOM, world.staff().id)

    assert world.all(Venue) == []


def test_a_corrected_venue_tells_nobody_where_staff_say_no(world: World) -> None:
    session = world.training_session()
    world.registration(session, world.person(world.partner()))
    jobs.handlers[jobs.JobKind.SETTLE](session.id)
    mails = len(world.all(OutboxMessage))
    [venue] = world.all(Venue)

    venues.revise(venue.id, ROOM, world.staff().id, tell=False)

    assert world.get(Venue, venue.id).street == "rue de l’Exemple 2"
    assert len(world.all(OutboxMessage)) == mails == 1
