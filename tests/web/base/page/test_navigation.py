"""The menu marks where one is: every page belongs to one place, or to none for a reason."""

import re

import pytest
from flask import Flask

from portal.web.base.page.navigation import BELONGS, DESK, MY_PARTNER, TEACHING, place_of
from tests.checked_client import CheckedClient
from tests.factories import World

FILES = (".pdf", ".csv", ".xlsx", ".ics", ".txt")
# Reached from the footer, from a mail or from somebody's own button, or no page at all.
NOWHERE = re.compile(
    r"/(accessibilite|adresse|agenda|aide|annonces|attestations|connexion|courrier|demo|deconnexion|evaluation|fichiers|healthz"
    r"|inscription|mon-agenda|mon-compte|presence|rejoindre|static|vie-privee|\.well-known)\b"
    r"|/inscriptions/\d+/(pourquoi|toujours)|/seances/[^/]+/documents/"
)


def addresses(app: Flask) -> list[str]:
    """One address of every route that answers with a page."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [re.sub(r"<[^>]+>", "some", re.sub(r"<int:[^>]+>", "7", rule)) for rule in rules]


def test_every_page_belongs_to_a_place_or_is_known_to_have_none(app: Flask) -> None:
    pages = [path for path in addresses(app) if not path.endswith(FILES)]
    assert [path for path in pages if bool(place_of(path, BELONGS)) == bool(NOWHERE.match(path))] == []


def marked(client: CheckedClient, path: str) -> list[str]:
    page = client.get(path).get_data(as_text=True)
    return re.findall(r'<a href="[^"]*" aria-current="page">([^<]+)</a></li>', page)


@pytest.mark.parametrize("path", ["/gestion", "/gestion/comptes", "/gestion/seances", "/gestion/partenaires"])
def test_each_page_of_the_desk_is_marked_as_one(client: CheckedClient, world: World, path: str) -> None:
    client.sign_in(world.token_of(world.staff()))
    assert marked(client, path) == ["Gestion"]


def test_the_room_is_the_trainers_or_else_staffs() -> None:
    path = "/seances/some/participants"
    assert [place_of(path, shown) for shown in ((TEACHING, DESK), (DESK,), (MY_PARTNER,))] == [TEACHING, DESK, ""]
