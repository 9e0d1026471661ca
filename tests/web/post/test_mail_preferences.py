"""A mailbox's own links: one click stops announcements, opening a link stops nothing, and one may choose."""

import re

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.models.planning.announcements import MailPreference
from portal.rules.base.secrets import mailbox_token, personal_token
from tests.checked_client import CheckedClient
from tests.conftest import SECRET_KEY
from tests.factories import World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def row(world: World) -> MailPreference:
    return world.save(MailPreference(mailbox="contact@example.org", themes=[], communes=[], created_at=clock.now()))


@pytest.fixture
def token(row: MailPreference) -> str:
    return mailbox_token(SECRET_KEY, row.id, row.link_nonce)


def stopped(world: World) -> bool:
    [row] = world.all(MailPreference)
    return row.stopped_at is not None


def test_a_mail_program_stops_announcements_without_cookie_or_redirect(world: World, token: str) -> None:
    program = FlaskClient(world.app, world.app.response_class, use_cookies=False)

    response = program.post(f"/annonces/arret/{token}", data=ONE_CLICK)

    assert (response.status_code, stopped(world)) == (200, True)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_scanner_that_opens_the_link_stops_nothing(
    client: CheckedClient, world: World, token: str, method: str
) -> None:
    for page in ("arret", "choix"):
        assert client.open(f"/annonces/{page}/{token}", method=method).status_code == 200

    assert not stopped(world)


def test_the_button_of_the_page_stops_and_leads_back(client: CheckedClient, world: World, token: str) -> None:
    page = client.get(f"/annonces/arret/{token}").get_data(as_text=True)
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page))
    done = client.post(f"/annonces/arret/{token}", data=fields)

    assert stopped(world)
    assert f"/annonces/choix/{token}" in done.get_data(as_text=True)


def test_a_post_that_does_not_say_so_stops_nothing(client: CheckedClient, world: World, token: str) -> None:
    assert client.post(f"/annonces/arret/{token}", data={}).status_code == 400
    assert not stopped(world)


def test_another_link_opens_nothing(client: CheckedClient, world: World, row: MailPreference, token: str) -> None:
    wrong = (
        personal_token(SECRET_KEY, row.id, row.link_nonce),
        mailbox_token(SECRET_KEY, row.id + 1, row.link_nonce),
        token[:-1],
        "é",
        "9" * 40,
    )
    for one in wrong:
        assert client.post(f"/annonces/arret/{one}", data=ONE_CLICK).status_code == 404
        assert client.get(f"/annonces/choix/{one}").status_code == 404
    assert not stopped(world)


def test_one_chooses_themes_and_communes_nothing_or_all_again(client: CheckedClient, world: World, token: str) -> None:
    world.theme("energy", "Énergie")
    world.municipality()
    url = f"/annonces/choix/{token}"

    assert client.post(url, data={"wanted": "some", "themes": "energy", "communes": "52011"}).status_code == 303
    [row] = world.all(MailPreference)
    assert (row.themes, row.communes) == (["energy"], ["52011"])
    client.post(url, data={"wanted": "none"})
    assert stopped(world)
    client.post(url, data={"wanted": "all"})
    [row] = world.all(MailPreference)
    assert (row.stopped_at, row.themes, row.communes) == (None, [], [])
    assert client.post(url, data={"wanted": "some", "themes": "unknown"}).status_code == 422
