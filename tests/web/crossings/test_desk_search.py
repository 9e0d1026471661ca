"""The page where staff keep the words of the search: every form sent, every button pressed, nobody else let in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.base.search_words import Locality, MissedWord, SynonymGroup
from portal.rules.base.states import WordKind
from tests import partner_factories as rows
from tests.checked_client import CheckedClient
from tests.factories import World

HERE = "/gestion/recherche"
MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def group(world: World) -> SynonymGroup:
    [found] = world.all(SynonymGroup)
    return found


def test_staff_add_change_and_remove_words_and_the_search_follows_at_once(staff: CheckedClient, world: World) -> None:
    rows.index(world, world.partner("Relogeas", description="garantie"))
    assert "Relogeas" not in staff.get("/recherche?q=caution").get_data(as_text=True)

    assert staff.get(f"{HERE}/mots/nouveau?sorte=lead&mot=garantie+%3B+").status_code == 200
    made = staff.post(f"{HERE}/mots/nouveau", data={"kind": "synonym", "typed": "garantie ; caution"})
    assert (made.status_code, made.location) == (303, HERE)
    assert "Relogeas" in staff.get("/recherche?q=caution").get_data(as_text=True)

    address = f"{HERE}/mots/{group(world).id}"
    assert "garantie ; caution" in staff.get(address).get_data(as_text=True)
    data = {"kind": "synonym", "typed": "garantie ; dépôt", "version": "1"}
    assert staff.post(address, data=data).status_code == 303
    assert staff.post(address, data={**data, "typed": "a ; b"}).status_code == 409
    assert group(world).words == "garantie ; dépôt"
    assert staff.post(f"{address}/retirer").status_code == 303
    assert staff.get(address).status_code == 404 and world.all(SynonymGroup) == []


@pytest.mark.parametrize(
    "data", [{"kind": "synonym", "typed": "seul"}, {"kind": "autre", "typed": "a ; b"}, {"kind": "lead", "typed": ""}]
)
def test_what_is_wrong_is_told_at_its_field(staff: CheckedClient, world: World, data: dict[str, str]) -> None:
    response = staff.post(f"{HERE}/mots/nouveau", data=data)

    assert response.status_code == 422
    assert "-erreur" in response.get_data(as_text=True)
    assert world.all(SynonymGroup) == []


def test_staff_add_change_and_remove_a_locality(staff: CheckedClient, world: World) -> None:
    data = {"name": "Jumet", "postcode": "6040", "municipality_nis": world.municipality().nis}
    assert staff.get(f"{HERE}/localites/nouvelle").status_code == 200
    assert staff.post(f"{HERE}/localites/nouvelle", data=data).status_code == 303
    assert staff.post(f"{HERE}/localites/nouvelle", data=data).status_code == 409
    assert staff.post(f"{HERE}/localites/nouvelle", data={**data, "postcode": "60"}).status_code == 422

    [place] = world.all(Locality)
    address = f"{HERE}/localites/{place.id}"
    assert 'value="6040"' in staff.get(address).get_data(as_text=True)
    assert staff.post(address, data={**data, "name": "Jumet-Nord", "version": "1"}).status_code == 303
    assert staff.post(address, data={**data, "version": "1"}).status_code == 409
    assert "Jumet-Nord, 6040" in staff.get(HERE).get_data(as_text=True)
    assert staff.post(f"{address}/retirer").status_code == 303
    assert world.all(Locality) == []


def ask(client: CheckedClient, text: str, days: int) -> None:
    for number in range(days):
        with time_machine.travel(MORNING + timedelta(days=number), tick=False):
            client.get("/recherche", query_string={"q": text})


def test_a_word_that_found_nothing_on_three_days_is_a_sheet_to_write(client: CheckedClient, world: World) -> None:
    rows.index(world, world.partner("Relogeas", description="garantie"))
    ask(client, "garantie chien", 3)
    ask(client, "lapin", 2)
    for typed in ("Dupont", "tortue Dupont", "tortue 12", "071 00 00 00", "anne@example.org", "garantie"):
        ask(client, typed, 3)

    assert {row.word for row in world.all(MissedWord)} == {"chien", "lapin"}
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        client.sign_in(world.token_of(world.staff()))
        page = client.get(HERE).get_data(as_text=True)
        assert "chien" in page and "lapin" not in page
        assert client.post(f"{HERE}/manques/ecarter", data={"word": "chien"}).status_code == 303
        assert "Rien à écrire pour le moment." in client.get(HERE).get_data(as_text=True)


def test_what_staff_try_is_not_counted(staff: CheckedClient, world: World) -> None:
    staff.get("/recherche?q=chien")

    assert world.all(MissedWord) == []


def test_nobody_else_keeps_the_words(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.coordinator(world.partner("FADD"))))

    for path in ("", "/mots/nouveau", "/mots/1", "/localites/nouvelle", "/localites/1"):
        assert client.get(f"{HERE}{path}").status_code == 403
    for path in ("/mots/1/retirer", "/localites/1/retirer", "/manques/ecarter"):
        assert client.post(f"{HERE}{path}").status_code == 403


def test_every_kind_of_words_has_its_list(staff: CheckedClient) -> None:
    page = staff.get(HERE).get_data(as_text=True)

    assert [page.count(f"?sorte={kind}") for kind in WordKind] == [1, 1, 1]
