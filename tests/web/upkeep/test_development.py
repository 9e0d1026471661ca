"""/demo: the accounts to try, in development only."""

from collections.abc import Iterator
from dataclasses import replace

import pyotp
import pytest
import time_machine
from flask import Flask

from portal import clock
from tests.checked_client import CheckedClient
from tests.factories import World


@pytest.fixture
def production(app: Flask) -> Iterator[None]:
    settings = app.config["PORTAL"]
    app.config["PORTAL"] = replace(settings, environment="production")
    yield
    app.config["PORTAL"] = settings


def test_the_page_lists_each_role_with_its_accounts(client: CheckedClient, world: World) -> None:
    world.coordinator(world.partner("FADD"), "fadd@example.org")
    world.trainer(world.training_session(), "yanis@example.org")
    world.staff("lise@example.org")

    page = client.get("/demo").get_data(as_text=True)

    shown = [name for name in ("fadd", "yanis", "lise") if f"<code>{name}@example.org</code>" in page]
    assert shown == ["fadd", "yanis", "lise"]


@time_machine.travel("2026-11-21T10:00:00Z", tick=False)
def test_the_page_shows_the_code_of_the_moment_of_staff(client: CheckedClient, world: World) -> None:
    secret = pyotp.random_base32()
    world.staff(totp_secret=secret, totp_confirmed_at=clock.now())

    assert f"<code>{pyotp.TOTP(secret).at(clock.now())}</code>" in client.get("/demo").get_data(as_text=True)


def test_an_empty_portal_says_how_to_load_the_demo(client: CheckedClient) -> None:
    assert "flask --app wsgi demo" in client.get("/demo").get_data(as_text=True)


@pytest.mark.usefixtures("production")
def test_the_page_does_not_exist_in_production(client: CheckedClient, world: World) -> None:
    world.staff("lise@example.org")

    response = client.get("/demo")

    assert response.status_code == 404
    assert "lise@example.org" not in response.get_data(as_text=True)
