"""Staff write workshops and keep venues."""

import pytest

from portal.models.planning.workshops import Venue, Workshop
from portal.rules.base.states import ContentStatus
from tests.checked_client import CheckedClient
from tests.factories import World

VENUE = {"name": "Salle Roton", "street": "rue de l’Exemple 2", "postcode": "6000", "municipality_nis": "52011"}


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def test_a_workshop_is_written_then_published(staff: CheckedClient, world: World) -> None:
    theme = world.theme()
    written = {"title": "Parler d’énergie", "summary": "Lire une facture.", "themes": [str(theme.id)]}

    response = staff.post("/gestion/formations/nouvelle", data=written)
    hidden = staff.get("/formations").get_data(as_text=True)
    staff.post("/gestion/formations/parler-d-energie/publier")

    assert (response.status_code, response.location) == (303, "/gestion/formations/parler-d-energie")
    assert "Parler d’énergie" not in hidden
    assert "Parler d’énergie" in staff.get("/formations").get_data(as_text=True)


def test_a_workshop_without_a_title_keeps_the_rest(staff: CheckedClient, world: World) -> None:
    response = staff.post("/gestion/formations/nouvelle", data={"title": " ", "audience": "Les bénévoles"})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Donnez un titre à la formation." in page
    assert "Les bénévoles" in page
    assert world.all(Workshop) == []


def test_a_summary_longer_than_its_place_is_told_so(staff: CheckedClient) -> None:
    response = staff.post("/gestion/formations/nouvelle", data={"title": "Énergie", "summary": "x" * 401})

    assert response.status_code == 422
    assert "400 caractères au plus" in response.get_data(as_text=True)


def test_two_people_editing_do_not_overwrite_each_other(staff: CheckedClient, world: World) -> None:
    row = world.workshop("Énergie")
    url = f"/gestion/formations/{row.slug}"
    staff.post(url, data={"version": "1", "title": "Premier titre"})

    response = staff.post(url, data={"version": "1", "title": "Second titre"})

    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Quelqu’un a enregistré cette page entre-temps" in page
    assert 'value="Second titre"' in page
    assert world.get(Workshop, row.id).title == "Premier titre"


def test_after_being_told_saving_again_is_a_choice(staff: CheckedClient, world: World) -> None:
    row = world.workshop("Énergie")
    url = f"/gestion/formations/{row.slug}"
    staff.post(url, data={"version": "1", "title": "Premier titre"})
    page = staff.post(url, data={"version": "1", "title": "Second titre"}).get_data(as_text=True)

    assert 'name="version" type="hidden" value="2"' in page
    assert staff.post(url, data={"version": "2", "title": "Second titre"}).status_code == 303


def test_archiving_asks_first(staff: CheckedClient, world: World) -> None:
    row = world.workshop("Énergie")
    world.training_session(workshop_id=row.id)
    url = f"/gestion/formations/{row.slug}/archiver"

    asked = staff.get(url).get_data(as_text=True)
    untouched = world.get(Workshop, row.id).status
    staff.post(url)

    assert "1 séance à venir reste dans l’agenda" in asked
    assert untouched is ContentStatus.PUBLISHED
    assert world.get(Workshop, row.id).status is ContentStatus.ARCHIVED
    assert "Archivée" in staff.get("/gestion/formations").get_data(as_text=True)


def test_a_venue_is_added_and_corrected(staff: CheckedClient, world: World) -> None:
    world.municipality()
    staff.post("/gestion/lieux/nouveau", data=VENUE)
    [row] = world.all(Venue)

    better = {**VENUE, "step_free": "De plain-pied.", "latitude": "50.41"}
    response = staff.post(f"/gestion/lieux/{row.id}", data=better)

    assert response.status_code == 303
    assert "De plain-pied." in staff.get("/gestion/lieux").get_data(as_text=True)
    assert world.get(Venue, row.id).latitude == 50.41


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Donnez un nom à la salle."),
        ({"postcode": "60"}, "Un code postal belge a 4 chiffres."),
        ({"municipality_nis": ""}, "Choisissez la commune."),
        ({"latitude": "500"}, "Une coordonnée s’écrit par exemple 50.4114."),
        ({"bus": "x" * 301}, "300 caractères au plus"),
    ],
)
def test_a_venue_with_a_mistake_is_told_so_and_kept(
    staff: CheckedClient, world: World, wrong: dict[str, str], told: str
) -> None:
    world.municipality()

    response = staff.post("/gestion/lieux/nouveau", data={**VENUE, **wrong})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert told in page
    assert "rue de l’Exemple 2" in page
    assert world.all(Venue) == []


def test_an_unknown_venue_or_workshop_does_not_exist(staff: CheckedClient) -> None:
    for url in ("/gestion/lieux/7", "/gestion/lieux/12345678901234567890", "/gestion/formations/rien"):
        assert staff.get(url).status_code == 404


def test_a_coordinator_does_not_enter(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.coordinator(world.partner())))
    for url in ("/gestion", "/gestion/formations", "/gestion/lieux", "/gestion/seances"):
        assert client.get(url).status_code == 403
