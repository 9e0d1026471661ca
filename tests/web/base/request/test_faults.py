"""What a person sees when the house itself is in trouble."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import clock
from portal.queries.accounts import recognition
from portal.queries.base import sessions
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.locked import full, read_only, written_elsewhere


def test_a_busy_database_asks_to_come_back_in_half_a_minute(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(world.token_of(world.staff()))

    def away(*_args: object) -> None:
        locked = sqlite3.OperationalError("database is locked")
        locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("SELECT", {}, locked)

    monkeypatch.setattr(sessions, "agenda", away)
    monkeypatch.setattr(recognition, "recognise", away)
    response = client.get("/")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "Le portail est très demandé" in response.get_data(as_text=True)


def test_a_crash_is_told_without_its_trace(client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(sessions, "agenda", crash)
    client.application.testing = False
    try:
        response = client.get("/")
    finally:
        client.application.testing = True

    assert response.status_code == 500
    assert "Une erreur de notre côté" in response.get_data(as_text=True)
    assert "secret detail" not in response.get_data(as_text=True)


@pytest.mark.parametrize("failing", [written_elsewhere, full, read_only])
def test_a_page_is_read_though_the_use_of_the_sign_in_cannot_be_noted(
    app: Flask, world: World, client: CheckedClient, failing: Callable[[Flask], AbstractContextManager[None]]
) -> None:
    """Once an hour reading writes."""
    client.sign_in(world.token_of(world.account()))
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False), failing(app):
        assert client.get("/mon-compte").status_code == 200
