"""Anonymous pages without a token leave compressed; what holds a secret, or is one person's, does not."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.checked_client import CheckedClient
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.test_routes import read_addresses

GZIP = {"Accept-Encoding": "gzip"}


class Gzip(FlaskClient):
    """A browser that understands gzip; it checks no page."""

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def] # as Flask's own
        return super().open(*args, headers=GZIP, **kwargs)


def browser(app: Flask, token: str = "") -> Gzip:
    client = Gzip(app, app.response_class)
    if token:
        with client.session_transaction() as session:
            session["_user_id"] = token
    return client


def test_the_agenda_leaves_compressed_and_says_that_it_varies(app: Flask, client: CheckedClient) -> None:
    packed, plain = browser(app).get("/"), client.get("/")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert "Accept-Encoding" in packed.vary and "Accept-Encoding" in plain.vary


def test_the_feed_keeps_its_tag_in_both_forms(app: Flask, client: CheckedClient, world: World) -> None:
    world.training_session()
    packed, plain = browser(app).get("/agenda.ics"), client.get("/agenda.ics")

    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", plain.data)
    assert packed.get_etag() == (plain.get_etag()[0], True)
    again = client.get("/agenda.ics", headers={"If-None-Match": packed.headers["ETag"], **GZIP})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/connexion", "/"])
def test_a_page_with_a_token_or_of_one_person_leaves_as_it_is(app: Flask, world: World, address: str) -> None:
    client = browser(app, world.token_of(world.account()) if address == "/" else "")

    response = client.get(address)

    assert ("Content-Encoding" in response.headers, response.status_code) == (False, 200)


def test_a_page_that_tells_what_just_happened_leaves_as_it_is(app: Flask) -> None:
    client = browser(app)
    with client.session_transaction() as session:
        session["_flashes"] = [("good", "Votre place est confirmée.")]

    told, later = client.get("/"), client.get("/")

    assert ("Content-Encoding" in told.headers, "Content-Encoding" in later.headers) == (False, True)
    assert "Votre place est confirmée." in told.get_data(as_text=True)


def test_whatever_leaves_compressed_is_what_everybody_gets(app: Flask, world: World) -> None:
    tokens = route_world.build(world)
    anonymous = {address: browser(app).get(address, buffered=True) for _rule, address in read_addresses(app)}
    packed = {address: one for address, one in anonymous.items() if one.headers.get("Content-Encoding") == "gzip"}

    assert {"/", "/annuaire", "/fiches/fiche", "/aide", "/agenda.ics"} <= packed.keys()
    assert [address for address, one in packed.items() if b"csrf" in gzip.decompress(one.data)] == []
    assert [address for address, one in packed.items() if "Set-Cookie" in one.headers] == []
    assert [address for address, one in packed.items() if one.cache_control.no_store or one.cache_control.private] == []
    for role, token in tokens.items():
        for _rule, address in read_addresses(app):
            with browser(app, token).get(address) as response:
                if "Content-Encoding" in response.headers:
                    assert response.data == anonymous[address].data, (role, address)
