"""A form sent after its sign-in ended comes back with what was typed."""

import re
from html import unescape

from portal.models.registrations.people import Person
from tests.checked_client import CheckedClient
from tests.factories import World

FROM_HERE = {"Origin": "http://localhost"}


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.partition("<main")[2])
    return {name: unescape(value) for name, value in found}


def test_what_was_typed_survives_the_end_of_the_sign_in(client: CheckedClient, world: World) -> None:
    session, partner = world.training_session(), world.partner()
    account = world.coordinator(partner)
    url = f"/seances/{session.public_id}/inscription"
    stale = client.csrf_token()
    typed = {
        "partner": partner.slug,
        "form_key": "k",
        "people-0-given_name": "Zoé",
        "people-0-family_name": 'L’"Épreuve" <b>',
    }

    ended = client.post(url, data={"csrf_token": stale, **typed}, headers=FROM_HERE)

    assert ended.status_code == 401
    assert hidden(ended.get_data(as_text=True)).items() >= typed.items()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["csrf_token"] = "1" * 40
    client.sign_in(world.token_of(account))
    again = client.post(url, data={"csrf_token": stale, **typed}, headers=FROM_HERE)
    assert again.status_code == 400
    sent = client.post(url, data=hidden(again.get_data(as_text=True)), headers=FROM_HERE, csrf=False)
    assert sent.status_code == 303
    assert typed["people-0-family_name"] in [person.family_name for person in world.all(Person)]


def test_what_another_site_sends_is_not_handed_back(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    url = f"/seances/{session.public_id}/inscription"
    theirs = {"partner": "x", "people-0-given_name": "Piège"}

    for origin in ("http://localhost.example.org", "null"):
        signed_out = client.post(url, data=theirs, headers={"Origin": origin})
        assert signed_out.status_code == 303
        without_token = client.post(url, data=theirs, headers={"Origin": origin}, csrf=False)
        assert "Piège" not in without_token.get_data(as_text=True)
