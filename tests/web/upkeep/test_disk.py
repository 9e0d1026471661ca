"""A full disk is said on /healthz, on the desk, and to whoever wanted to write; never as "très demandé"."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask import Flask

from portal import clock
from portal.models.registrations.registrations import Registration
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.locked import full, read_only

FROM_HERE = {"Origin": "http://localhost"}


def health(client: CheckedClient) -> dict[str, object]:
    response = client.get("/healthz")
    assert response.status_code == 200
    said: dict[str, object] = response.get_json()
    return said


Case = tuple[Callable[[Flask], AbstractContextManager[None]], str, str, str]


@pytest.mark.parametrize(
    "case",
    [
        (full, "disk_full", "Le portail n’a plus de place", "Le disque du serveur est plein"),
        (read_only, "disk_refuses", "Le portail ne peut rien enregistrer", "n’accepte plus d’écriture"),
    ],
    ids=["full", "read only"],
)
def test_everybody_reads_what_is_the_matter_until_it_is_over(
    app: Flask, client: CheckedClient, world: World, case: Case
) -> None:
    failing, trouble, to_the_visitor, to_the_team = case
    session, partner = world.training_session(capacity=200), world.partner()
    coordinator = world.token_of(world.coordinator(partner))
    staff = world.token_of(world.staff(totp_confirmed_at=clock.now()))
    typed = {"partner": partner.slug, "form_key": "k"}
    for number in range(20):
        typed |= {f"people-{number}-given_name": f"Zoé {number}", f"people-{number}-family_name": "Essai"}
        typed |= {f"people-{number}-email": f"zoe{number}@example.org", f"people-{number}-function": ""}

    with failing(app):
        client.sign_in(coordinator)
        page = client.post(f"/seances/{session.public_id}/inscription", data=typed, headers=FROM_HERE)
        said = page.get_data(as_text=True)
        assert (page.status_code, to_the_visitor in said, "demandé" in said) == (503, True, False)
        assert 'value="Zoé 19"' in said
        found = health(client)
        assert (found["status"], found["disk"]) == ("degraded", trouble)
        assert trouble in found["troubles"]  # type: ignore[operator] # a list
        client.sign_in(staff)
        assert to_the_team in client.get("/gestion").get_data(as_text=True)

    assert world.all(Registration) == []
    assert to_the_team not in client.get("/gestion").get_data(as_text=True)
    assert health(client)["disk"] == "ok"
    client.sign_in(coordinator)
    assert client.post(f"/seances/{session.public_id}/inscription", data=typed).status_code == 303


def test_the_team_is_warned_before(
    app: Flask, client: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], disk_warning_bytes=10**18))
    client.sign_in(world.token_of(world.staff(totp_confirmed_at=clock.now())))

    assert "Le disque du serveur sera bientôt plein" in client.get("/gestion").get_data(as_text=True)
    assert health(client)["disk"] == "disk_low"
