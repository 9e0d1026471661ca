"""Staff arrange a toolkit."""

import pytest

from portal.models.library.toolkits import Toolkit
from portal.rules.base.states import ContentStatus
from tests import sheet_factories as make
from tests.checked_client import CheckedClient
from tests.factories import World


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def test_a_toolkit_is_made_filled_ordered_and_published(staff: CheckedClient, world: World) -> None:
    workshop = world.workshop("Accompagner")
    sheets = [make.published(world, title) for title in ("Un", "Deux")]
    made = {"title": "Recherche", "intro": "Pour chercher.", "workshop": workshop.id}

    assert staff.post("/gestion/boites/nouvelle", data=made).location == "/gestion/boites/recherche"
    for sheet in sheets:
        staff.post("/gestion/boites/recherche/ajouter", data={"sheet": sheet.id})
    staff.post("/gestion/boites/recherche/monter", data={"sheet": sheets[1].id})
    staff.post("/gestion/boites/recherche/publier", data={"version": "1"})

    page = staff.get("/boite-a-outils/recherche").get_data(as_text=True)
    assert page.index("1. Deux") < page.index("2. Un")
    assert "Accompagner" in page


def test_a_sheet_goes_down_and_out(staff: CheckedClient, world: World) -> None:
    first, second = make.published(world, "Un"), make.published(world, "Deux")
    make.toolkit(world, "Recherche", first.id, second.id)

    staff.post("/gestion/boites/recherche/descendre", data={"sheet": first.id})
    staff.post("/gestion/boites/recherche/retirer", data={"sheet": second.id})

    page = staff.get("/boite-a-outils/recherche").get_data(as_text=True)
    assert "1. Un" in page
    assert "Deux" not in page


def test_the_second_of_two_editors_keeps_her_text(staff: CheckedClient, world: World) -> None:
    kit = make.toolkit(world, "Recherche")
    data = {"version": "1", "title": "Recherche", "intro": "Mon texte", "workshop": 0}

    response = staff.post("/gestion/boites/recherche", data=data)

    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Mon texte" in page
    assert "Rien n’est écrasé" in page
    assert world.get(Toolkit, kit.id).intro == ""


def test_the_form_says_what_is_missing(staff: CheckedClient, world: World) -> None:
    response = staff.post("/gestion/boites/nouvelle", data={"title": "", "intro": "Mon texte", "workshop": 0})

    assert response.status_code == 422
    assert "Donnez un titre" in response.get_data(as_text=True)
    assert "Mon texte" in response.get_data(as_text=True)


def test_a_toolkit_leaves_the_site(staff: CheckedClient, world: World) -> None:
    kit = make.toolkit(world, "Recherche")

    staff.post("/gestion/boites/recherche/archiver", data={"version": kit.version})

    assert world.get(Toolkit, kit.id).status is ContentStatus.ARCHIVED
    assert staff.get("/boite-a-outils/recherche").status_code == 404


@pytest.mark.parametrize("typed", ["", "x", "99999", "9" * 20])
def test_a_sheet_that_is_none_is_not_found(staff: CheckedClient, world: World, typed: str) -> None:
    make.toolkit(world, "Recherche")

    assert staff.post("/gestion/boites/recherche/ajouter", data={"sheet": typed}).status_code == 404


def test_the_pages_are_for_the_team(client: CheckedClient, world: World) -> None:
    make.toolkit(world, "Recherche")
    client.sign_in(world.token_of(world.coordinator(world.partner())))

    assert client.get("/gestion/boites").status_code == 403
    assert client.post("/gestion/boites/recherche/archiver", data={"version": "2"}).status_code == 403
