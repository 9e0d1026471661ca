"""What the first visit weighs: the agenda and all that it loads, as a browser fetches it, headers included."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from tests.checked_client import XHTML
from tests.factories import World

LIMIT = 100_000  # bytes
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
SESSIONS = 20
FACE = re.compile(r'@font-face \{[^}]*url\("([^"]+)"\)[^}]*unicode-range: ([^;]+);', re.DOTALL)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """One that takes compressed answers as they are."""
    return FlaskClient(app, app.response_class)


def sent(client: FlaskClient, address: str) -> TestResponse:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == 200, address
    return response


def text_of(response: TestResponse) -> str:
    packed = response.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(response.data) if packed else response.data).decode()


def weight_of(response: TestResponse) -> int:
    """The body, and the headers as HTTP/1.1 writes them, with the date that servers add."""
    lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
    return len(response.data) + len("\r\n".join([*lines, "Date: Tue, 24 Nov 2026 09:00:00 GMT", "", ""]))


def loaded_by(page: str) -> set[str]:
    """The style sheets, scripts, icons and pictures of a page."""
    found = set()
    for element in html5lib.parse(page).iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "link" and element.get("rel") in ("stylesheet", "icon"):
            found.add(element.get("href"))
        if tag in ("script", "img", "use"):
            found.add(element.get("src") or element.get("{http://www.w3.org/1999/xlink}href") or element.get("href"))
    return {urlsplit(address)._replace(fragment="").geturl() for address in found if address}


def led_to(text: str, page: str) -> Iterator[str]:
    """The modules of a script, and the typefaces of a style sheet that have a character of the page."""
    yield from re.findall(r'^import .* from "([^"]+)";$', text, re.MULTILINE)
    for address, ranges in FACE.findall(text):
        if any(within(ord(character), ranges) for character in set(page)):
            yield address


def within(code: int, ranges: str) -> bool:
    pairs = [part.strip().removeprefix("U+").partition("-") for part in ranges.split(",")]
    return any(int(first, 16) <= code <= int(last or first, 16) for first, _dash, last in pairs)


def fetched(client: FlaskClient, address: str) -> dict[str, TestResponse]:
    """Every answer that a browser with an empty cache fetches for that page."""
    page = sent(client, address)
    words = "".join(html5lib.parse(text_of(page)).find(XHTML + "body").itertext())
    found, waiting = {address: page}, sorted(loaded_by(text_of(page)))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = sent(client, one)
            if one.endswith((".css", ".js")):
                waiting += led_to(text_of(found[one]), words)
    return found


def fill(world: World) -> None:
    """A busy agenda, with the narrow spaces of French typography."""
    workshop, venue = world.workshop("Comment accompagner un ménage\u202f?"), world.venue()
    for number in range(SESSIONS):
        world.training_session(
            workshop_id=workshop.id, venue_id=venue.id, starts_at=clock.now() + timedelta(days=20 + number)
        )


def test_a_first_visit_weighs_at_most_100_kilobytes(client: FlaskClient, world: World) -> None:
    fill(world)

    answers = fetched(client, "/")

    kinds = {answer.mimetype for answer in answers.values()}
    assert kinds == {"text/html", "text/css", "text/javascript", "image/svg+xml", "font/woff2"}
    assert sum(answer.mimetype == "font/woff2" for answer in answers.values()) == 3
    weights = {address: weight_of(answer) for address, answer in answers.items()}
    assert sum(weights.values()) <= LIMIT, weights


def test_a_second_page_costs_itself_alone(client: FlaskClient, world: World) -> None:
    fill(world)

    first, second = fetched(client, "/"), fetched(client, "/aide")

    new = second.keys() - first.keys()
    assert new == {"/aide"}
    assert {"immutable" in second[address].headers["Cache-Control"] for address in second.keys() - new} == {True}
