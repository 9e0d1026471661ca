"""Renewing recovery codes."""

import re

import pyotp
import pytest

from portal import clock
from tests.checked_client import CheckedClient
from tests.factories import World

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/mon-compte/codes-de-secours"


@pytest.fixture
def lise(client: CheckedClient, world: World) -> CheckedClient:
    account = world.staff("lise@example.org", totp_secret=SECRET, totp_confirmed_at=clock.now())
    return client.sign_in(world.token_of(account))


def test_ten_new_codes_are_shown_for_the_code_of_the_moment(lise: CheckedClient) -> None:
    assert "Il vous reste 0 code de secours." in lise.get(PAGE).get_data(as_text=True)

    shown = lise.post(PAGE, data={"code": pyotp.TOTP(SECRET).at(clock.now())})

    assert len(re.findall(r"<code>[0-9a-f]{8}-[0-9a-f]{8}</code>", shown.get_data(as_text=True))) == 10
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Il vous reste 10 codes de secours." in lise.get(PAGE).get_data(as_text=True)
    assert PAGE in lise.get("/mon-compte").get_data(as_text=True)


@pytest.mark.parametrize(
    ("code", "told"), [("", "Écrivez le code de votre application."), ("000000", "ne correspond pas")]
)
def test_a_wrong_code_is_told(lise: CheckedClient, code: str, told: str) -> None:
    response = lise.post(PAGE, data={"code": code})

    assert response.status_code == 422
    assert told in response.get_data(as_text=True)


def test_a_locked_second_factor_says_until_when(lise: CheckedClient) -> None:
    for _time in range(8):
        response = lise.post(PAGE, data={"code": "000000"})

    assert response.status_code == 429
    assert "codes de secours compris, attend jusqu’au" in response.get_data(as_text=True)


def test_who_has_no_second_factor_has_no_such_page(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.coordinator(world.partner())))

    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/mon-compte").get_data(as_text=True)
