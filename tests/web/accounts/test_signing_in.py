"""Signing in by mail, as a person does it: the address, the mail, the link or the code."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
import time_machine

from portal import clock
from portal.models.accounts.accounts import Account, Challenge, ChallengeBrowser, SignIn
from portal.models.post.mail import OutboxMessage
from portal.rules.accounts.sign_in_limits import MOST_BROWSERS, MOST_PER_ADDRESS, MOST_TRIES
from portal.rules.base.secrets import LETTERS, hashed
from tests.checked_client import CheckedClient
from tests.factories import World

FATOU = "fatou@example.org"
CODE = rf"\b[{LETTERS}]{{4}}-[{LETTERS}]{{4}}\b"
WRONG = "2222-2222"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def ask(client: CheckedClient, email: str = FATOU, **fields: str) -> None:
    response = client.post("/connexion", data={"email": email, "next": "", **fields})
    assert response.location == "/connexion/code"


def mailed(world: World) -> tuple[str, str]:
    """The code and the path of the link in the last mail."""
    message = world.all(OutboxMessage)[-1]
    code = re.search(CODE, message.body_text)
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


def test_a_link_in_another_browser_says_whose_session_it_opens_and_a_second_press_opens_it(
    client: CheckedClient, world: World
) -> None:
    world.coordinator(world.partner(), FATOU)
    client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    ask(client, next="/mes-inscriptions")
    other = client.application.test_client()
    path = mailed(world)[1]

    first = other.post(path)
    page = first.get_data(as_text=True)
    assert (first.status_code, signed_in(other)) == (200, False)
    assert "<h1>Ouvrir une session sur cet appareil</h1>" in page
    assert (
        "Fatou Exemple" in page
        and f'Ouvrir cette session<span class="visually-hidden"> de {FATOU}' in page
        and "Firefox, Windows" in page
    )
    second = other.post(path, data={"seen": "1"})

    assert (second.location, signed_in(other)) == ("/mes-inscriptions", True)
    assert client.post(path).status_code == 410


def test_what_a_scanner_does_to_a_link_consumes_nothing(client: CheckedClient, world: World) -> None:
    ask(client)
    path = mailed(world)[1]
    scanner = client.application.test_client()

    for _time in range(3):
        for page in (scanner.get(path), scanner.head(path), scanner.get(path, headers={"Sec-Purpose": "prefetch"})):
            assert page.status_code == 200
    scanner.post(path)  # one that presses the button as well
    client.post(path)

    assert signed_in(client)


def test_a_link_says_that_the_session_of_somebody_else_will_end_here(client: CheckedClient, world: World) -> None:
    """Somebody who sends the link of her own mail must not have others work in her name unaware."""
    ask(client)
    mine, other = world.token_of(world.account("victim@example.org")), client.application.test_client()
    assert isinstance(other, CheckedClient)
    other.sign_in(mine)

    page = other.post(mailed(world)[1]).get_data(as_text=True)
    assert "victim@example.org" in page and "Cette connexion prendra fin." in page
    other.post(mailed(world)[1], data={"seen": "1"})

    assert [row.revoked_at is not None for row in world.all(SignIn, token_hash=hashed(mine))] == [True]


def test_a_code_typed_in_another_browser_is_worth_nothing(client: CheckedClient, world: World) -> None:
    ask(client)
    code = mailed(world)[0]
    other = client.application.test_client()
    ask(other, "autre@example.org")

    assert other.post("/connexion/code", data={"code": code}).status_code == 422


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:2]} {code[2:]} "]
)
def test_a_code_is_taken_however_it_is_typed(client: CheckedClient, world: World, typed: Callable[[str], str]) -> None:
    ask(client)

    client.post("/connexion/code", data={"code": typed(mailed(world)[0])})

    assert signed_in(client)


@pytest.mark.parametrize("typed", ["123456", "O0O0-1I1I", "K7QX", "K7QX-4M2P-K7QX", "é" * 8])
def test_what_is_no_code_is_told_and_is_no_try(client: CheckedClient, world: World, typed: str) -> None:
    ask(client)

    response = client.post("/connexion/code", data={"code": typed})

    assert response.status_code == 422
    assert "Le code a 8 lettres ou chiffres" in response.get_data(as_text=True)
    assert world.all(Challenge)[0].tries == 0


def test_a_wrong_code_says_how_many_tries_are_left(client: CheckedClient, world: World) -> None:
    ask(client)

    page = client.post("/connexion/code", data={"code": WRONG}).get_data(as_text=True)

    assert "Essais restants\u00a0: 5" in page


def test_after_six_wrong_codes_the_right_one_is_refused_and_the_link_still_opens(
    client: CheckedClient, world: World
) -> None:
    ask(client)
    code, path = mailed(world)
    for _try in range(MOST_TRIES):
        client.post("/connexion/code", data={"code": WRONG})

    response = client.post("/connexion/code", data={"code": code})
    assert (response.status_code, signed_in(client)) == (410, False)
    assert "Ouvrez plutôt le lien du même mail" in response.get_data(as_text=True)
    client.post(path)

    assert signed_in(client)


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


def test_past_the_limit_of_an_address_the_newest_mail_is_sent_again_once_a_minute(
    client: CheckedClient, world: World
) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        for _request in range(MOST_PER_ADDRESS + 5):
            ask(client)
        assert len(world.all(OutboxMessage)) == MOST_PER_ADDRESS
        before = mailed(world)
        now.shift(timedelta(minutes=1))
        for _request in range(5):
            ask(client)

        assert len(world.all(OutboxMessage)) == MOST_PER_ADDRESS + 1
        assert mailed(world) == before
        assert len(world.all(Challenge)) == MOST_PER_ADDRESS


def test_the_owner_gets_a_mail_whose_code_and_link_both_work_while_a_stranger_asks(
    client: CheckedClient, world: World
) -> None:
    stranger = client.application.test_client()
    for _request in range(20):
        ask(stranger)

    ask(client)
    client.post("/connexion/code", data={"code": mailed(world)[0]})

    assert (signed_in(client), signed_in(stranger)) == (True, False)


def test_when_a_stranger_wastes_the_tries_and_the_browsers_the_link_still_opens(
    client: CheckedClient, world: World
) -> None:
    for _request in range(MOST_PER_ADDRESS + MOST_BROWSERS):
        stranger = client.application.test_client()
        ask(stranger)
        for _try in range(2):
            stranger.post("/connexion/code", data={"code": WRONG})

    ask(client)
    page = client.post("/connexion/code", data={"code": mailed(world)[0]}).get_data(as_text=True)
    assert "Ouvrez plutôt le lien du même mail" in page
    client.post(mailed(world)[1], data={"seen": "1"})

    assert signed_in(client)
    assert all(challenge.tries <= MOST_TRIES for challenge in world.all(Challenge))


def test_nothing_secret_is_kept_in_clear(client: CheckedClient, world: World) -> None:
    ask(client)
    code, path = mailed(world)

    [challenge] = world.all(Challenge)
    [browser] = world.all(ChallengeBrowser)
    kept = {challenge.link_hash, challenge.nonce, browser.browser_hash}
    assert kept.isdisjoint({code, code.replace("-", ""), path.rpartition("/")[2]})
    with client.session_transaction() as session:
        assert session["browser"] not in kept


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


@pytest.mark.parametrize(
    "addresses", [["192.0.2.7"], ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3"]], ids=["IPv4", "IPv6"]
)
def test_a_network_has_a_limit_for_unknown_addresses_alone_and_all_are_told_the_same(
    client: CheckedClient, world: World, addresses: list[str]
) -> None:
    world.account(FATOU)
    for number in range(31):
        client.environ_base["REMOTE_ADDR"] = addresses[number % len(addresses)]
        ask(client, f"unknown{number}@example.org")

    ask(client)

    assert [message.to_address for message in world.all(OutboxMessage)].count(FATOU) == 1
    assert len(world.all(OutboxMessage)) == 31


def test_a_stranger_elsewhere_keeps_nobody_out(client: CheckedClient, world: World) -> None:
    for number in range(30):
        stranger = client.application.test_client()
        stranger.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        ask(stranger)

    ask(client)
    client.post(mailed(world)[1], data={"seen": "1"})

    assert signed_in(client)


def test_who_only_asked_is_forgotten_after_a_day(client: CheckedClient, world: World) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        ask(client, "passing@example.org")

    ask(client)

    assert [challenge.email for challenge in world.all(Challenge)] == [FATOU]
