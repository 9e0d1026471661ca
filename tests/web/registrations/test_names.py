"""Names in the forms of coordinators, and what is said of two that are alike."""

import pytest

from portal.models.registrations.people import Person
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.registrations.test_registrations import FATOU, NOE, Visit

KNOWN = "existe déjà dans votre équipe, avec une autre adresse"
SAME = "Peut-être une seule personne"


@pytest.mark.parametrize("person", [("", "Sukarno", ""), ("Sukarno", "", "")])
def test_somebody_with_one_name_is_registered(
    client: CheckedClient, world: World, person: tuple[str, str, str]
) -> None:
    visit = Visit(client, world)

    page = client.post(visit.url, data=visit.fields(person), follow_redirects=True).text

    assert "Sukarno\u00a0: inscription confirmée" in page
    assert [one.name for one in world.all(Person)] == ["Sukarno"]


@pytest.mark.parametrize("person", [("", "", "noe@example.org"), ("\u0301", "", "noe@example.org")])
def test_without_any_name_the_name_is_asked_for(
    client: CheckedClient, world: World, person: tuple[str, str, str]
) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data=visit.fields(person))

    assert response.status_code == 422
    assert "Écrivez le nom." in response.text and 'href="#people-0-family_name"' in response.text
    assert visit.states() == []


def test_one_name_is_enough_for_a_correction_and_for_oneself(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    known = world.person(visit.partner, "Noé", "Épreuve")
    typed = {"version": str(known.version), "given_name": "", "family_name": "Épreuve", "email": known.email or ""}

    assert client.post(f"/personnes/{known.id}/corriger", data=typed).status_code == 303
    assert client.post("/mon-compte", data={"given_name": "", "family_name": "Sukarno"}).status_code == 303
    nobody = client.post("/mon-compte", data={"given_name": "", "family_name": ""})
    assert nobody.status_code == 422 and "Écrivez votre nom." in nobody.text


def test_two_of_one_name_are_told_how_to_be_told_apart(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data=visit.fields(("Bea", "Dupuis", ""), ("Béa", "Dupuis", "")))

    assert response.status_code == 409
    assert "Deux personnes du même nom" in response.text and "un second prénom" in response.text


def test_a_replacement_under_another_address_is_asked_about(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    world.person(visit.partner, "Noé", "Épreuve", email="ancienne@example.org")
    seat = world.registration(visit.session, world.person(visit.partner, "Fatou", "Exemple"))
    typed = {"version": str(seat.version), "given_name": NOE[0], "family_name": NOE[1], "email": NOE[2]}

    page = client.post(f"/inscriptions/{seat.id}/remplacer", data=typed, follow_redirects=True).text

    assert "a maintenant la place" in page and KNOWN in page


def test_a_correction_to_a_name_of_the_team_is_asked_about(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    world.person(visit.partner, "Noé", "Épreuve", email="ancienne@example.org")
    wrong = world.person(visit.partner, "No", "Épreuve", email="noe@example.org")
    typed = {"version": str(wrong.version), "given_name": NOE[0], "family_name": NOE[1], "email": NOE[2]}

    assert KNOWN in client.post(f"/personnes/{wrong.id}/corriger", data=typed, follow_redirects=True).text


def test_the_same_colleague_through_another_association_is_told_to_staff_alone(
    client: CheckedClient, world: World
) -> None:
    visit = Visit(client, world, capacity=5)
    other = world.partner("Relogeas")
    world.registration(visit.session, world.person(other, "Noé", "Épreuve", email=NOE[2]))

    team = client.post(visit.url, data=visit.fields(FATOU, NOE), follow_redirects=True).text
    desk = f"/gestion/seances/{visit.session.public_id}"

    assert "Noé Épreuve\u00a0: inscription confirmée" in team
    assert "Relogeas" not in team and KNOWN not in team and SAME not in team
    client.sign_in(world.token_of(world.staff()))
    page = client.get(desk).text
    assert SAME in page and "Noé Épreuve vient pour FADD Solidarité, Relogeas." in page
