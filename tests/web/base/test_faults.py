"""What a person sees when the house itself is in trouble."""

import pytest
from sqlalchemy.exc import OperationalError

from portal.queries.accounts import recognition
from portal.queries.base import sessions
from tests.checked_client import CheckedClient
from tests.factories import World


def test_a_busy_database_asks_to_come_back_in_half_a_minute(
    world: World, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(world.token_of(world.staff()))

    def away(*_args: object) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

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
