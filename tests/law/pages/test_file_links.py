"""A link to something that is no page names its format before the click, and its size where it is known."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.checked_client import XHTML
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.request_crawl import ROLES, Visitor
from tests.law.pages.test_routes import read_addresses

# What a link to each kind of file says, in one of these words.
PAGE = "text/html"
NAMES = {
    "application/pdf": ("PDF",),
    "application/zip": ("ZIP",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("Excel", "XLSX"),
    "text/csv": ("CSV",),
    "text/calendar": ("ICS",),
    "text/plain": ("TXT",),
    "image/jpeg": ("JPG",),
    "message/rfc822": (".eml",),
}
Link = tuple[str, str]  # address, what is read out


def links_of(page: str, address: str) -> Iterator[Link]:
    for link in html5lib.parse(page).iter(f"{XHTML}a"):
        target = urlsplit(urljoin(address, link.get("href") or ""))
        if not target.scheme and not (link.get("href") or "").startswith("#"):
            words = link.get("aria-label") or " ".join("".join(link.itertext()).split())
            yield target._replace(fragment="").geturl(), words


class Kinds:
    """What the addresses answer with, asked once a view."""

    def __init__(self, app: Flask) -> None:
        self.views = app.url_map.bind("localhost")
        self.known: dict[str, str] = {}

    def of(self, client: FlaskClient, address: str) -> str:
        try:
            view, _arguments = self.views.match(urlsplit(address).path)
        except HTTPException:
            return PAGE
        if view not in self.known:
            with client.get(address) as response:
                if response.status_code != 200:
                    return PAGE
                self.known[view] = response.mimetype
        return self.known[view]


def unnamed(app: Flask, token: str, kinds: Kinds) -> set[Link]:
    visitor = Visitor(app, token)
    found = set()
    for _rule, address in read_addresses(app):
        for target, words in links_of(visitor.page(address)[1], address):
            kind = kinds.of(visitor.client, target)
            if kind != PAGE and not any(name in words for name in NAMES[kind]):
                found.add((target, words))
    return found


def test_every_link_to_a_file_names_its_format(app: Flask, world: World) -> None:
    tokens, kinds = route_world.build(world), Kinds(app)

    assert set().union(*(unnamed(app, tokens[role], kinds) for role in ROLES)) == set()
    assert set(kinds.known.values()) >= NAMES.keys() - {"message/rfc822"}
