"""Help, privacy, accessibility and security.txt."""

import re

import pytest
import time_machine

from portal.rules.upkeep.retention import TERMS
from tests.checked_client import CheckedClient
from tests.factories import World


@pytest.mark.parametrize("url", ["/aide", "/vie-privee", "/accessibilite"])
def test_a_page_that_explains_opens_for_anybody_and_says_whom_to_write_to(client: CheckedClient, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 200
    assert 'href="mailto:formations@example.org"' in response.get_data(as_text=True)


def test_help_answers_who_did_not_receive_the_code_at_its_address(client: CheckedClient) -> None:
    assert '<h2 id="code">Je n’ai pas reçu le code</h2>' in client.get("/aide").get_data(as_text=True)


def test_the_privacy_page_shows_every_term_of_the_table(client: CheckedClient) -> None:
    page = client.get("/vie-privee").get_data(as_text=True)
    body = page[page.index("<tbody>") : page.index("</tbody>")]

    told = re.findall("<td>(.*?)</td><td>(.*?)</td>", body)
    assert told[:4] == [
        ("3 ans après la fin de l’année", "Rendu anonyme"),
        ("1 an", "Rendu anonyme"),
        ("5 ans", "Effacé"),
        ("6 mois", "Effacé"),
    ]
    assert told[-1] == ("Le temps dit sous la question, un an au plus", "Effacé")
    assert body.count("<tr>") == len(TERMS) + 2


@time_machine.travel("2026-11-21T10:00:00Z", tick=False)
def test_security_txt_names_a_mailbox_and_a_day_not_yet_past(client: CheckedClient) -> None:
    response = client.get("/.well-known/security.txt")

    assert response.mimetype == "text/plain"
    assert response.get_data(as_text=True).splitlines() == [
        "Contact: mailto:formations@example.org",
        "Expires: 2027-05-19T22:00:00Z",
        "Preferred-Languages: fr, en",
        "Canonical: http://localhost/.well-known/security.txt",
    ]


def test_the_page_of_components_opens_for_staff(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.staff()))

    assert "Composants" in client.get("/gestion/composants").get_data(as_text=True)


def test_the_page_of_components_stays_closed_for_a_partner(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.coordinator(world.partner())))

    assert client.get("/gestion/composants").status_code == 403
