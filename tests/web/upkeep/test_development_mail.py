"""/courrier: every mail as its recipient would see it, in development only."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.post.mail import OutboxMessage
from portal.services.accounts import signing_in
from portal.services.post import outbox
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.mail_desk import Desk


@pytest.fixture
def production(app: Flask) -> Iterator[None]:
    settings = app.config["PORTAL"]
    app.config["PORTAL"] = replace(settings, environment="production")
    yield
    app.config["PORTAL"] = settings


@pytest.fixture
def invited(app: Flask, world: World) -> OutboxMessage:
    """A confirmation with its invitation, in the outbox."""
    partner = world.partner("FADD Solidarité")
    desk = Desk(world, world.training_session(), world.coordinator(partner).id)
    with app.app_context():
        desk.register(world.person(partner, "Noé", "Épreuve", email="noe@example.org"))
    return world.all(OutboxMessage, kind="place_confirmed")[0]


def ask_for_a_code(app: Flask) -> None:
    with app.app_context():
        signing_in.request_code(signing_in.Asking("lise@example.org", "", "browser", "network"))


def send(app: Flask) -> None:
    with app.app_context():
        outbox.send_due()


def test_without_a_mail_the_page_says_how_to_get_one(client: CheckedClient) -> None:
    page = client.get("/courrier").get_data(as_text=True)

    assert "Aucun mail pour l’instant." in page
    assert 'href="/connexion"' in page


@pytest.mark.parametrize("sent", [False, True])
def test_the_last_sign_in_code_comes_first_sent_or_not(
    app: Flask, client: CheckedClient, world: World, sent: bool
) -> None:
    ask_for_a_code(app)
    code = world.all(OutboxMessage)[0].subject.split()[-1]
    if sent:
        send(app)
        assert world.all(OutboxMessage)[0].subject == ""

    page = client.get("/courrier").get_data(as_text=True)

    assert page.index(f"<strong>{code}</strong>") < page.index("<table>")
    assert "lise@example.org" in page


@pytest.mark.parametrize("sent", [False, True])
def test_a_mail_is_shown_with_its_text_and_its_invitation(
    app: Flask, client: CheckedClient, invited: OutboxMessage, sent: bool
) -> None:
    if sent:
        send(app)

    page = client.get(f"/courrier/{invited.id}").get_data(as_text=True)

    assert "VOTRE PLACE EST CONFIRMÉE" in page
    assert "METHOD:REQUEST" in page
    assert f'src="/courrier/{invited.id}/html"' in page
    assert ("Parti" if sent else "En attente") in page


def test_a_secret_mail_is_still_shown_once_sent(app: Flask, client: CheckedClient, world: World) -> None:
    ask_for_a_code(app)
    send(app)

    assert "VOTRE CODE DE CONNEXION" in client.get("/courrier/1").get_data(as_text=True)


def test_the_html_part_may_style_itself_and_nothing_else(
    app: Flask, client: CheckedClient, invited: OutboxMessage
) -> None:
    plain = FlaskClient(app, app.response_class)

    response = plain.get(f"/courrier/{invited.id}/html")

    rules = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "style-src 'unsafe-inline'" in rules
    assert "sandbox allow-top-navigation-by-user-activation" in rules
    assert "script" not in rules
    assert "<h1" in response.get_data(as_text=True)


def test_only_the_page_of_a_mail_may_hold_a_frame(client: CheckedClient, invited: OutboxMessage) -> None:
    rules = [client.get(path).headers["Content-Security-Policy"] for path in (f"/courrier/{invited.id}", "/courrier")]

    assert ["frame-src 'self'" in rule for rule in rules] == [True, False]


def test_a_mail_can_be_downloaded_and_is_the_mail_that_left(
    app: Flask, client: CheckedClient, invited: OutboxMessage
) -> None:
    before = client.get(f"/courrier/{invited.id}.eml").data
    send(app)
    response = client.get(f"/courrier/{invited.id}.eml")

    assert response.data == before
    assert response.headers["Content-Disposition"].startswith("attachment")
    message = message_from_bytes(response.data, policy=policy.default)
    assert message["Message-ID"] == invited.message_id
    assert [part.get_content_type() for part in message.walk()][-2:] == ["text/calendar", "application/ics"]


def test_a_mail_whose_words_are_erased_says_so(app: Flask, client: CheckedClient, world: World) -> None:
    ask_for_a_code(app)
    send(app)
    for kept in (app.config["PORTAL"].home / "mails").glob("*.eml"):
        kept.unlink()

    page = client.get("/courrier/1").get_data(as_text=True)

    assert "son contenu est effacé" in page
    assert "iframe" not in page


@pytest.mark.parametrize("tail", ["99999", str(10**20), "99999.eml", "99999/html"])
def test_a_mail_that_does_not_exist_is_not_found(client: CheckedClient, tail: str) -> None:
    assert client.get(f"/courrier/{tail}").status_code == 404


@pytest.mark.usefixtures("production")
def test_production_has_no_such_page(client: CheckedClient, invited: OutboxMessage) -> None:
    paths = ("/courrier", f"/courrier/{invited.id}", f"/courrier/{invited.id}/html", f"/courrier/{invited.id}.eml")

    assert [client.get(path).status_code for path in paths] == [404] * 4
