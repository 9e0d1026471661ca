"""An address of ours with a sign too much, or in capitals, leads to the page that was meant."""

from urllib.parse import urlsplit

import pytest

from tests.checked_client import CheckedClient
from tests.factories import World


@pytest.fixture
def page(world: World) -> str:
    return f"/annuaire/{world.partner('AIS').slug}"


@pytest.mark.parametrize(
    "typed",
    [
        "/annuaire/ais/",
        "/annuaire/AIS",
        "/annuaire/ais.",
        "/annuaire/ais)",
        "/annuaire/ais).",
        "/Annuaire/Ais%20",
        "/annuaire/ais%C2%A0",
        "/annuaire/ais%E2%80%8B",
        "/annuaire/ais%E2%80%9D",
        "/annuaire/ais//",
        "/annuaire/ais>;",
    ],
)
def test_an_address_with_a_sign_too_much_or_in_capitals_leads_to_its_page(
    client: CheckedClient, page: str, typed: str
) -> None:
    response = client.get(typed)
    assert (response.status_code, response.location) == (301, page)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/annuaire/", "/annuaire"),
        ("/formations/", "/formations"),
        ("/)", "/"),
        ("/AIDE.", "/aide"),
        ("/agenda.ics,", "/agenda.ics"),
        ("/annuaire/?theme=a&q=%C3%A9", "/annuaire?theme=a&q=%C3%A9"),
        ("/gestion/comptes/12)", "/gestion/comptes/12"),
        ("/connexion/lien/AbC_d-9.", "/connexion/lien/AbC_d-9"),
        ("/attestations/ABCD-1234)", "/attestations/ABCD-1234"),
    ],
)
def test_every_kind_of_page_is_found_and_what_was_asked_of_it_stays(
    client: CheckedClient, typed: str, meant: str
) -> None:
    response = client.get(typed)
    assert (response.status_code, response.location) == (301, meant)
    assert client.head(typed).location == meant


@pytest.mark.parametrize(
    "typed",
    [
        "/annuaire/rien",
        "/rien/",
        "/rien.)",
        "/attestations/AbC",
        "/Connexion/Lien/AbC",
        "/static/css/nothing.css/",
        "/\\annuaire.example.org/",
        "/https://example.org/)",
        "/%0d%0aLocation:%20https://example.org/",
    ],
)
def test_what_leads_nowhere_stays_unknown_and_nobody_is_sent_elsewhere(client: CheckedClient, typed: str) -> None:
    response = client.get(typed)
    assert (response.status_code, response.location) in {(404, None), (400, None)}


def test_a_doubled_slash_makes_no_other_site(client: CheckedClient) -> None:
    for path in ("//example.org/", "//example.org/annuaire/", "///annuaire/)"):
        response = client.open("/", environ_overrides={"PATH_INFO": path})
        assert urlsplit(response.location or "").netloc in ("", "localhost")


def test_nobody_is_sent_twice(client: CheckedClient, page: str) -> None:
    first = client.get("/annuaire/rien.).")
    assert first.location == "/annuaire/rien"
    assert client.get(first.location).status_code == 404


def test_what_is_sent_to_a_wrong_address_is_not_sent_on(client: CheckedClient) -> None:
    assert client.post("/connexion/", data={"email": "noe@example.org"}).status_code == 404
