"""How long somebody stays signed in, and what happens when the second factor is asked for again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
import time_machine

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.planning.workshops import Venue
from tests.checked_client import CheckedClient
from tests.factories import World

MONDAY = datetime.fromisoformat("2026-12-07T09:00:00+01:00")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FROM_HERE = {"Origin": "http://localhost"}


def staff(world: World) -> Account:
    return world.staff("lise@example.org", totp_secret=SECRET, totp_confirmed_at=clock.now())


def show_factor(client: CheckedClient) -> None:
    code = pyotp.TOTP(SECRET).at(clock.now())
    assert client.post("/connexion/second-facteur", data={"code": code, "next": ""}).status_code == 303


def stays_open(client: CheckedClient, now: time_machine.Traveller, every: timedelta) -> timedelta:
    """For how long a page opens, used that often, the second factor shown whenever it is asked for."""
    begun = clock.now()
    while True:
        now.shift(every)
        response = client.get("/mon-compte")
        if "second-facteur" in (response.location or ""):
            show_factor(client)
        elif response.status_code != 200:
            return clock.now() - every - begun


def trainer(world: World) -> Account:
    return world.trainer(world.training_session(), "yanis@example.org")


def coordinator(world: World) -> Account:
    return world.coordinator(world.partner(), "fatou@example.org")


@pytest.mark.parametrize(("who", "hours", "days"), [(staff, 10, 30), (trainer, 10, 30), (coordinator, 5 * 24, 180)])
def test_a_sign_in_used_every_day_ends(
    client: CheckedClient, world: World, who: Callable[[World], Account], hours: int, days: int
) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        client.sign_in(world.token_of(who(world)))
        with client.session_transaction() as cookie:
            cookie.permanent = True  # as signing in makes it: the cookie is renewed at each visit

        assert stays_open(client, now, timedelta(hours=hours)) == timedelta(days=days)


def test_staff_show_the_second_factor_again_after_a_week_and_go_on_where_they_were(
    client: CheckedClient, world: World
) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        client.sign_in(world.token_of(staff(world)))
        for _day in range(20):
            now.shift(timedelta(hours=8))
            assert client.get("/gestion/comptes").status_code == 200
        now.shift(timedelta(hours=9))

        assert client.get("/gestion/comptes?q=x").location == "/connexion/second-facteur?next=/gestion/comptes?q%3Dx"
        show_factor(client)
        assert client.get("/gestion/comptes?q=x").status_code == 200


def test_what_was_being_typed_when_the_week_ended_comes_back(client: CheckedClient, world: World) -> None:
    typed = {"name": "Salle Écluse", "street": "rue de l’Écluse 1"}
    with time_machine.travel(MONDAY, tick=False) as now:
        client.sign_in(world.token_of(staff(world)))
        for _day in range(21):
            now.shift(timedelta(hours=8, minutes=1))
            client.get("/mon-compte")

        response = client.post("/gestion/lieux/nouveau", data=typed, headers=FROM_HERE)

        page = response.get_data(as_text=True)
        assert (response.status_code, world.all(Venue)) == (401, [])
        assert 'value="Salle Écluse"' in page and 'href="/connexion/second-facteur"' in page
        assert "Le second code est redemandé chaque semaine" in page
