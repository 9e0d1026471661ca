"""Staff correct a word after invitations left: they are asked whether calendars hear of it, and see that none did."""

import re
from datetime import UTC, datetime

import pytest

from portal import clock
from portal.models.planning.sessions import Meeting
from portal.models.planning.workshops import Venue, Workshop
from portal.models.post.mail import OutboxMessage
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.mail_desk import Desk
from tests.planning_factories import deliver
from tests.services.planning.session_scene import Scene
from tests.statements import statements
from tests.web.planning.test_desk_sessions import meeting_typed, staff

__all__ = ["staff"]
QUESTION = "Faut-il mettre à jour les agendas"
UNTOLD = "personne n’en a été averti"


def invited(world: World, **session: object) -> Scene:
    """A session with two people, whose invitations have left."""
    with world.app.app_context():
        scene = Scene(world, people=2, **session)
    deliver(world)
    return scene


@pytest.fixture
def scene(world: World) -> Scene:
    return invited(world)


def venue_page(world: World) -> tuple[str, dict[str, str]]:
    [venue] = world.all(Venue)
    names = ("name", "street", "postcode", "municipality_nis", "step_free", "bus")
    return f"/gestion/lieux/{venue.id}", {name: getattr(venue, name) for name in names}


def corrected(world: World) -> int:
    return len(world.all(OutboxMessage, kind="entry_corrected"))


def test_the_question_says_how_many_people_and_chooses_nothing(
    staff: CheckedClient, world: World, scene: Scene
) -> None:
    page = staff.get(venue_page(world)[0]).get_data(as_text=True)

    assert QUESTION in page
    assert "part à 2 personnes, pour 1 séance à venir" in page
    assert re.findall(r'<input[^>]*name="tell"[^>]*checked', page) == []


def test_where_no_invitation_left_nothing_is_asked(staff: CheckedClient, world: World) -> None:
    world.training_session()

    assert QUESTION not in staff.get(venue_page(world)[0]).get_data(as_text=True)


def test_without_an_answer_a_street_is_not_saved_and_what_was_typed_stays(
    staff: CheckedClient, world: World, scene: Scene
) -> None:
    url, typed = venue_page(world)

    response = staff.post(url, data={**typed, "street": "rue Corrigée 9"})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Dites si les agendas doivent être mis à jour" in page
    assert 'value="rue Corrigée 9"' in page
    assert 'href="#tell' in page
    assert corrected(world) == 0


def test_what_no_calendar_shows_is_saved_without_an_answer(staff: CheckedClient, world: World, scene: Scene) -> None:
    url, typed = venue_page(world)

    assert staff.post(url, data={**typed, "phone": "071 00 00 99"}).status_code == 303


def test_a_page_saved_as_it_was_shown_changes_no_space_of_it(staff: CheckedClient, world: World) -> None:
    world.training_session()
    url, typed = venue_page(world)
    bus = "Arrêt «\u202fGare\u202f»\u00a0: à 150 mètres."
    staff.post(url, data={**typed, "bus": bus})
    [shown] = re.findall('name="bus"[^>]*value="([^"]*)"', staff.get(url).get_data(as_text=True))

    staff.post(url, data={**typed, "bus": shown})

    assert world.all(Venue)[0].bus == bus


def test_a_corrected_access_is_told_in_one_clean_line(staff: CheckedClient, world: World, scene: Scene) -> None:
    url, typed = venue_page(world)

    staff.post(url, data={**typed, "step_free": "De plain-pied.", "bus": "Arrêt Gare, à 150 mètres.", "tell": "yes"})

    mail = world.all(OutboxMessage, kind="entry_corrected")[0]
    assert "Accès\u00a0: De plain-pied, Arrêt Gare, à 150 mètres\n" in mail.body_text


def test_a_told_correction_leaves_nothing_to_tell(staff: CheckedClient, world: World, scene: Scene) -> None:
    url, typed = venue_page(world)

    response = staff.post(url, data={**typed, "street": "rue Corrigée 9", "tell": "yes"})

    assert (response.status_code, response.location, corrected(world)) == (303, "/gestion/lieux", 2)
    assert UNTOLD not in staff.get(url).get_data(as_text=True)


def test_that_nobody_was_told_stands_on_the_pages_until_somebody_tells(
    staff: CheckedClient, world: World, scene: Scene
) -> None:
    url, typed = venue_page(world)
    session_url = f"/gestion/seances/{scene.training().public_id}"

    response = staff.post(url, data={**typed, "street": "rue Corrigée 9", "tell": "no"})

    assert (response.location, corrected(world)) == (url, 0)
    for shown in (url, session_url):
        page = staff.get(shown).get_data(as_text=True)
        assert UNTOLD in page
        assert "2 personnes ont l’ancienne invitation" in page
        assert "l’adresse" in page
    told = staff.post(f"{session_url}/avertir")
    again = staff.post(f"{url}/avertir", follow_redirects=True)
    assert (told.location, corrected(world)) == (session_url, 2)
    assert "Les agendas sont déjà à jour." in again.get_data(as_text=True)
    assert UNTOLD not in staff.get(session_url).get_data(as_text=True)


def test_a_venue_and_a_workshop_tell_all_their_sessions(staff: CheckedClient, world: World, scene: Scene) -> None:
    workshop = world.get(Workshop, scene.training().workshop_id)
    url = f"/gestion/formations/{workshop.slug}"
    assert QUESTION in staff.get(url).get_data(as_text=True)
    staff.post(url, data={"version": workshop.version, "title": "Un titre corrigé", "tell": "no"})
    assert UNTOLD in staff.get(url).get_data(as_text=True)

    staff.post(f"{url}/avertir")

    assert corrected(world) == 2
    assert UNTOLD not in staff.get(url).get_data(as_text=True)


def test_the_note_of_a_session_asks_beside_what_was_typed(staff: CheckedClient, world: World, scene: Scene) -> None:
    training = scene.training()
    url = f"/gestion/seances/{training.public_id}/modifier"
    typed = {
        "version": training.version,
        "capacity": training.capacity,
        "contact_phone": training.contact_phone,
        "note": "Apportez une facture.",
    }

    refused = staff.post(url, data=typed)
    saved = staff.post(url, data={**typed, "tell": "yes"})

    assert (refused.status_code, saved.status_code, corrected(world)) == (422, 303, 2)
    assert "Apportez une facture.</textarea>" in refused.get_data(as_text=True)


def test_a_new_title_of_a_meeting_is_asked_about_and_is_no_move(staff: CheckedClient, world: World) -> None:
    scene = invited(world, starts_at=datetime(2027, 3, 15, 8, tzinfo=UTC))
    [meeting] = world.all(Meeting)
    url = f"/gestion/seances/{scene.training().public_id}/deplacer"
    typed = {**meeting_typed(world, scene.session, 30), "meetings-0-title": "Première matinée"}
    starts, ends = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
    typed |= {
        "meetings-0-day": starts.date().isoformat(),
        "meetings-0-starts": starts.strftime("%H:%M"),
        "meetings-0-ends": ends.strftime("%H:%M"),
    }

    refused = staff.post(url, data=typed)
    saved = staff.post(url, data={**typed, "tell": "yes"}, follow_redirects=True)

    assert refused.status_code == 422
    assert "Le titre est enregistré." in saved.get_data(as_text=True)
    assert (world.get(Meeting, meeting.id).title, corrected(world)) == ("Première matinée", 2)


def test_the_pages_cost_as_many_statements_for_three_sessions_as_for_one(staff: CheckedClient, world: World) -> None:
    found = []
    venue = world.venue()
    for number in range(3):
        session = world.training_session(venue_id=venue.id)
        with world.app.app_context():
            Desk(world, session).register(world.person(world.partner()), world.person(world.partner()))
        deliver(world)
        url, typed = venue_page(world)
        staff.post(url, data={**typed, "street": f"rue Corrigée {number}", "tell": "no"})
        with statements(world.app) as sent:
            assert UNTOLD in staff.get(url).get_data(as_text=True)
        found.append(len(sent))

    assert found[0] == found[2]
