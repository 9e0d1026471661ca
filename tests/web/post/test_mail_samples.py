"""/gestion/courriers/modeles: every kind of mail, as staff look at it."""

from flask import Flask
from flask.testing import FlaskClient

from tests.checked_client import CheckedClient
from tests.factories import World

LIST = "/gestion/courriers/modeles"


def unchecked(app: Flask, client: CheckedClient) -> FlaskClient:
    """The same visitor, without the checks of a page: a mail brings its styles."""
    other = FlaskClient(app, app.response_class)
    with client.session_transaction() as ours, other.session_transaction() as theirs:
        theirs.update(ours)
    return other


def test_staff_look_at_a_kind_of_mail_as_page_text_and_invitation(
    app: Flask, client: CheckedClient, world: World
) -> None:
    client.sign_in(world.token_of(world.staff()))

    listed = client.get(LIST).get_data(as_text=True)
    shown = client.get(f"{LIST}/place_confirmed")
    framed = unchecked(app, client).get(f"{LIST}/place_confirmed/html")

    assert f'href="{LIST}/place_confirmed"' in listed
    text = shown.get_data(as_text=True)
    assert f'src="{LIST}/place_confirmed/html"' in text
    assert "VOTRE PLACE EST CONFIRMÉE" in text
    assert "BEGIN:VEVENT" in text
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Nadia" in framed.get_data(as_text=True)


def test_a_kind_that_does_not_exist_is_not_found(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.staff()))

    assert client.get(f"{LIST}/rien").status_code == 404
    assert client.get(f"{LIST}/rien/html").status_code == 404
