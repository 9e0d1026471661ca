"""Signing in by mail, as a person does it: the address, the mail, the link or the code."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine

from portal import clock
from portal.models.accounts.accounts import Account, Challenge, SignIn
from portal.models.post.mail import OutboxMessage
from tests.checked_client import CheckedClient
from tests.factories import World

FATOU = "fatou@example.org"


def ask(client: CheckedClient, email: str = FATOU, **fields: str) -> None:
    response = client.post("/connexion", data={"email": email, "next": "", **fields})
    assert response.location == "/connexion/code"


def mailed(world: World) -> tuple[str, str]:
    """The code and the path of the link in the last mail."""
    message = world.all(OutboxMessage)[-1]
    code = re.search(r"\b\d{6}\b", message.body_text)
    path = re.search(r"/connexion/lien/\S+", message.body_text)
    assert code is not None
    assert path is not None
    return code.group(), path.group()


def signed_in(client: CheckedClient) -> bool:
    return client.get("/mes-inscriptions").status_code == 200


def test_the_code_signs_in(client: CheckedClient, world: World) -> None:
    ask(client)

    client.post("/connexion/code", data={"code": mailed(world)[0]})

    assert signed_in(client)


def test_the_link_opens_a_page_and_the_button_signs_in(client: CheckedClient, world: World) -> None:
    ask(client)
    _code, path = mailed(world)

    assert client.get(path).status_code == 200
    assert not signed_in(client)
    client.post(path)

    assert signed_in(client)


def test_a_link_serves_once(client: CheckedClient, world: World) -> None:
    ask(client)
    _code, path = mailed(world)
    client.post(path)
    client.post("/deconnexion")

    assert client.post(path).status_code == 410
    assert not signed_in(client)


def test_a_link_opened_in_another_browser_asks_for_the_code_there(client: CheckedClient, world: World) -> None:
    ask(client)
    other = client.application.test_client()

    response = other.post(mailed(world)[1])

    assert response.status_code == 422
    assert "autre navigateur" in response.get_data(as_text=True)


def test_a_code_typed_in_another_browser_is_worth_nothing(client: CheckedClient, world: World) -> None:
    ask(client)
    other = client.application.test_client()
    ask(other, "autre@example.org")

    first = world.all(OutboxMessage)[0]
    code = re.search(r"\b\d{6}\b", first.body_text)
    assert code is not None
    assert other.post("/connexion/code", data={"code": code.group()}).status_code == 422


def test_a_wrong_code_says_how_many_tries_are_left(client: CheckedClient, world: World) -> None:
    ask(client)
    wrong = "000000" if mailed(world)[0] != "000000" else "111111"

    page = client.post("/connexion/code", data={"code": wrong}).get_data(as_text=True)

    assert "Essais restants\u00a0: 5" in page


def test_after_six_wrong_codes_the_right_one_is_refused(client: CheckedClient, world: World) -> None:
    ask(client)
    code = mailed(world)[0]
    for _try in range(6):
        client.post("/connexion/code", data={"code": "000000" if code != "000000" else "111111"})

    assert client.post("/connexion/code", data={"code": code}).status_code == 410


def test_a_code_is_over_after_ten_minutes(client: CheckedClient, world: World) -> None:
    ask(client)
    code = mailed(world)[0]

    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        assert client.post("/connexion/code", data={"code": code}).status_code == 410


def test_an_earlier_code_stays_good(client: CheckedClient, world: World) -> None:
    ask(client)
    earlier = mailed(world)[0]
    ask(client)

    client.post("/connexion/code", data={"code": earlier})

    assert signed_in(client)


def test_a_known_and_an_unknown_address_get_the_same_answer(client: CheckedClient, world: World) -> None:
    world.account(FATOU)
    pages = []
    for email in (FATOU, "inconnue@example.org"):
        ask(client, email)
        page = client.get("/connexion/code").get_data(as_text=True).replace(email, "…")
        pages.append(re.sub(r'name="csrf_token" value="[^"]*"', "", page))  # it holds the second it was made in

    assert pages[0] == pages[1]


def test_a_sixth_request_within_a_quarter_of_an_hour_is_refused(client: CheckedClient, world: World) -> None:
    for _request in range(5):
        ask(client)

    response = client.post("/connexion", data={"email": FATOU, "next": ""})

    assert response.status_code == 429
    assert len(world.all(Challenge)) == 5


def test_nothing_secret_is_kept_in_clear(client: CheckedClient, world: World) -> None:
    ask(client)
    code, path = mailed(world)

    [challenge] = world.all(Challenge)
    kept = {challenge.link_hash, challenge.code_hash, challenge.browser_hash}
    assert code not in kept
    assert path.rpartition("/")[2] not in kept


def test_signing_in_leads_back_to_where_one_was(client: CheckedClient, world: World) -> None:
    ask(client, next="/mes-inscriptions?x=1")

    response = client.post("/connexion/code", data={"code": mailed(world)[0]})

    assert response.location == "/mes-inscriptions?x=1"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client: CheckedClient, world: World, target: str) -> None:
    ask(client, next=target)

    response = client.post("/connexion/code", data={"code": mailed(world)[0]})

    assert response.location == "/connexion/bienvenue"


def test_signing_out_ends_the_sign_in_itself(client: CheckedClient, world: World) -> None:
    ask(client)
    client.post("/connexion/code", data={"code": mailed(world)[0]})
    with client.session_transaction() as session:
        token = session["_user_id"]

    client.post("/deconnexion")
    client.sign_in(token)

    assert not signed_in(client)
    assert world.all(SignIn)[0].revoked_at is not None


def test_staff_set_up_a_second_factor_before_anything_else(client: CheckedClient, world: World) -> None:
    staff = world.staff("lise@example.org")
    ask(client, staff.email)
    client.post("/connexion/code", data={"code": mailed(world)[0]})

    assert client.get("/mes-inscriptions").location.startswith("/connexion/second-facteur")
    client.get("/connexion/second-facteur")
    secret = world.get(Account, staff.id).totp_secret or ""
    page = client.post("/connexion/second-facteur", data={"code": pyotp.TOTP(secret).now(), "next": ""})

    assert "codes de secours" in page.get_data(as_text=True)
    assert signed_in(client)


def test_a_second_factor_code_serves_once(client: CheckedClient, world: World) -> None:
    secret = pyotp.random_base32()
    staff = world.staff("lise@example.org", totp_secret=secret, totp_confirmed_at=clock.now())
    code = pyotp.TOTP(secret).now()
    for expected in (303, 422):
        ask(client, staff.email)
        client.post("/connexion/code", data={"code": mailed(world)[0]})
        assert client.post("/connexion/second-facteur", data={"code": code, "next": ""}).status_code == expected
        client.post("/deconnexion")


def test_past_the_limit_of_a_network_known_and_unknown_addresses_are_told_the_same(
    client: CheckedClient, world: World
) -> None:
    world.account(FATOU)
    for number in range(31):
        ask(client, f"unknown{number}@example.org")

    ask(client)

    assert [message.to_address for message in world.all(OutboxMessage)].count(FATOU) == 1
    assert len(world.all(OutboxMessage)) == 31


def test_a_stranger_elsewhere_keeps_nobody_out(client: CheckedClient, world: World) -> None:
    for _request in range(5):
        ask(client.application.test_client())

    response = client.post("/connexion", data={"email": FATOU, "next": ""}, environ_base={"REMOTE_ADDR": "127.0.0.9"})

    assert response.status_code == 303
    assert len(world.all(OutboxMessage)) == 6


def test_who_only_asked_is_forgotten_after_a_day(client: CheckedClient, world: World) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        ask(client, "passing@example.org")

    ask(client)

    assert [challenge.email for challenge in world.all(Challenge)] == [FATOU]
