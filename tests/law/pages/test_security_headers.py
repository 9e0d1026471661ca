"""What every response carries: pages, errors, redirects and files alike."""

import pytest

from portal.web.base.request.security_headers import HEADERS
from tests.checked_client import CheckedClient
from tests.factories import World

PAGES = ("/", "/aide", "/nulle-part", "/mon-compte", "/static/css/base.css", "/healthz", "/agenda.ics")


@pytest.mark.parametrize("url", PAGES)
def test_every_response_carries_the_headers(client: CheckedClient, url: str) -> None:
    response = client.get(url, buffered=True)

    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_inline_and_nobody_else_in(client: CheckedClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_page_of_somebody_signed_in_is_kept_nowhere(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.account()))

    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_refused_post_carries_the_headers_too(client: CheckedClient) -> None:
    response = client.post("/connexion", csrf=False)

    assert response.status_code == 400
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
