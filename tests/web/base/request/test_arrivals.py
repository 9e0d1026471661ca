"""Pages asked for at another address than BASE_URL, as behind a proxy that is set up wrongly."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.database import db
from portal.web.base.request.arrivals import MOST_SAID
from tests.checked_client import CheckedClient
from tests.conftest import settings_for

PUBLIC = "https://formations.example.org"
HTTPS = {"X-Forwarded-Proto": "https"}
WELL = {"Host": "formations.example.org", **HTTPS}
KEPT_HOST = {"Host": "127.0.0.1:8000", **HTTPS}


@pytest.fixture
def behind_a_proxy(app: Flask, tmp_path: Path) -> Iterator[CheckedClient]:
    """A portal of its own, in production, over the database of the test."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    portal = create_app(settings_for(tmp_path, url, environment="production", base_url=PUBLIC))
    portal.test_client_class = CheckedClient
    client = portal.test_client()
    assert isinstance(client, CheckedClient)
    yield client
    with portal.app_context():
        db.engine.dispose()


def health(client: CheckedClient, **headers: str) -> dict[str, object]:
    response = client.get("/healthz", headers={"Host": "10.0.0.7", **headers})
    assert response.status_code == 200
    found: dict[str, object] = response.get_json()
    return found


def test_a_page_at_the_public_address_opens(behind_a_proxy: CheckedClient) -> None:
    assert behind_a_proxy.get("/aide", headers=WELL).status_code == 200
    assert health(behind_a_proxy)["address"] == "ok"


def test_a_page_at_another_address_leads_to_the_right_one(behind_a_proxy: CheckedClient) -> None:
    response = behind_a_proxy.get("/annuaire?q=énergie", headers=KEPT_HOST)
    page = response.get_data(as_text=True)

    assert response.status_code == 421
    assert f"Il s’ouvre à l’adresse {PUBLIC}." in page
    assert f'href="{PUBLIC}/annuaire?q=énergie"' in page
    assert "n’a pas été enregistré" not in page


def test_a_form_sent_to_another_address_is_refused_for_that_reason(behind_a_proxy: CheckedClient) -> None:
    sent = {"email": "fatou@example.org"}

    response = behind_a_proxy.post("/connexion", data=sent, headers=KEPT_HOST, csrf=False)

    assert response.status_code == 421
    assert "Ce que vous venez d’envoyer n’a pas été enregistré." in response.get_data(as_text=True)


def test_what_the_page_looks_like_comes_from_anywhere(behind_a_proxy: CheckedClient) -> None:
    assert behind_a_proxy.get("/static/css/base.css", headers=KEPT_HOST, buffered=True).status_code == 200


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (KEPT_HOST, "the Host '127.0.0.1:8000', and BASE_URL is https://formations.example.org: the proxy must pass"),
        ({"Host": "formations.example.org"}, "without X-Forwarded-Proto"),
        ({"Host": "formations.example.org", "X-Forwarded-Proto": "http"}, "over http, and BASE_URL is https://"),
    ],
)
def test_what_is_wrong_is_logged_once_and_told_by_health(
    behind_a_proxy: CheckedClient, caplog: pytest.LogCaptureFixture, headers: dict[str, str], told: str
) -> None:
    assert health(behind_a_proxy)["address"] is None
    with caplog.at_level(logging.WARNING):
        for _page in range(3):
            behind_a_proxy.get("/", headers=headers)

    checks = health(behind_a_proxy)
    assert told in str(checks["address"])
    assert caplog.messages == [checks["address"]]
    assert (checks["status"], checks["troubles"]) == ("degraded", ["worker_away", "wrong_address"])


def test_who_asks_by_an_odd_name_makes_no_alarm_once_a_page_arrived_well(behind_a_proxy: CheckedClient) -> None:
    behind_a_proxy.get("/aide", headers=KEPT_HOST)
    behind_a_proxy.get("/aide", headers=WELL)

    assert behind_a_proxy.get("/aide", headers=KEPT_HOST).status_code == 421
    assert (health(behind_a_proxy)["address"], health(behind_a_proxy)["troubles"]) == ("ok", ["worker_away"])


def test_ever_new_names_do_not_fill_the_log(behind_a_proxy: CheckedClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for number in range(MOST_SAID + 5):
            behind_a_proxy.get("/nulle-part", headers={"Host": f"{number}.example.org", **HTTPS})

    assert len(caplog.messages) == MOST_SAID


def test_a_name_of_any_length_and_kind_is_shown_short_and_on_one_line(behind_a_proxy: CheckedClient) -> None:
    behind_a_proxy.get("/", headers={"Host": "x" * 5000 + "<b>", **HTTPS})

    assert len(str(health(behind_a_proxy)["address"])) < 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "localhost:9999"])
def test_development_opens_by_every_name_of_this_machine(client: CheckedClient, host: str) -> None:
    assert client.get("/aide", headers={"Host": host}).status_code == 200


def test_development_opens_by_no_other_name(client: CheckedClient) -> None:
    assert client.get("/courrier", headers={"Host": "evil.example.org"}).status_code == 421
