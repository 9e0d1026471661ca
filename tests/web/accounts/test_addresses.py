"""Changing the address of one's account, and of somebody who lost the mailbox."""

import pytest

from portal.models.accounts.accounts import Account, AddressChange
from portal.models.post.mail import OutboxMessage
from tests.checked_client import CheckedClient
from tests.factories import World

OLD, NEW = "fatou@example.org", "fatou.exemple@example.org"


@pytest.fixture
def fatou(world: World) -> Account:
    return world.coordinator(world.partner(), OLD)


@pytest.fixture
def as_fatou(client: CheckedClient, world: World, fatou: Account) -> CheckedClient:
    return client.sign_in(world.token_of(fatou))


@pytest.fixture
def as_admin(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.account("ada@example.org", is_admin=True)))


def link_to(world: World, address: str) -> str:
    """The path of the link in the newest mail to this address about a change."""
    mails = [row for row in world.all(OutboxMessage, to_address=address) if "/adresse/" in row.body_text]
    return next(word for word in mails[-1].body_text.split() if "/adresse/" in word).removeprefix("http://localhost")


def text(client: CheckedClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_both_links_change_the_address_and_end_the_sign_ins(
    as_fatou: CheckedClient, world: World, fatou: Account
) -> None:
    assert as_fatou.post("/mon-compte/adresse", data={"email": NEW}).status_code == 303
    assert "L’ancienne adresse n’a pas encore confirmé." in text(as_fatou, "/mon-compte/adresse")
    stranger = as_fatou.application.test_client()
    for _reading in range(2):
        assert "Confirmer le changement" in stranger.get(link_to(world, OLD)).get_data(as_text=True)
    assert "Il manque l’accord de l’autre" in stranger.post(link_to(world, OLD)).get_data(as_text=True)
    assert "L’ancienne adresse a confirmé." in text(as_fatou, "/mon-compte/adresse")

    page = stranger.post(link_to(world, NEW)).get_data(as_text=True)

    assert "<h1>L’adresse a changé</h1>" in page
    assert world.get(Account, fatou.id).email == NEW
    assert as_fatou.get("/mon-compte").status_code == 303


def test_a_refusal_by_its_link_and_a_used_link_are_said(as_fatou: CheckedClient, world: World) -> None:
    as_fatou.post("/mon-compte/adresse", data={"email": NEW})
    paths = [link_to(world, address) for address in (OLD, NEW)]

    refused = as_fatou.post(paths[0], data={"refuse": "1"})
    again = as_fatou.get(paths[1])

    assert "Le changement d’adresse est annulé" in refused.get_data(as_text=True)
    assert again.status_code == 410
    assert again.headers["Cache-Control"] == "no-store"


def test_its_owner_gives_up_a_change(as_fatou: CheckedClient, world: World) -> None:
    as_fatou.post("/mon-compte/adresse", data={"email": NEW})

    as_fatou.post("/mon-compte/adresse/annuler")

    assert world.all(AddressChange)[0].cancelled_at is not None
    assert as_fatou.post("/mon-compte/adresse/annuler").status_code == 404


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Écrivez la nouvelle adresse."),
        ("fatou", "Cette adresse semble incomplète"),
        (OLD, "C’est déjà l’adresse de ce compte."),
    ],
)
def test_what_is_wrong_is_told(as_fatou: CheckedClient, world: World, typed: str, told: str) -> None:
    response = as_fatou.post("/mon-compte/adresse", data={"email": typed})

    assert response.status_code == 422
    assert told in response.get_data(as_text=True)
    assert world.all(AddressChange) == []


def test_asking_does_not_tell_whether_an_address_is_used(as_fatou: CheckedClient, world: World) -> None:
    world.coordinator(world.partner(), "lena@example.org")

    answers = [
        as_fatou.post("/mon-compte/adresse", data={"email": address})
        for address in ("lena@example.org", "inconnue@example.org")
    ]

    assert [(row.status_code, row.location) for row in answers] == [(303, "/mon-compte/adresse")] * 2


def test_an_administrator_plans_a_change_and_gives_it_up(as_admin: CheckedClient, world: World, fatou: Account) -> None:
    page = f"/gestion/comptes/{fatou.id}"
    assert f"{page}/adresse" in text(as_admin, page)

    as_admin.post(f"{page}/adresse", data={"email": NEW})

    assert "Un changement d’adresse est en cours" in text(as_admin, page)
    assert "Empêcher ce changement" in text(as_admin, link_to(world, OLD))
    as_admin.post(f"{page}/adresse/annuler")
    assert world.all(AddressChange)[0].cancelled_at is not None
    assert world.get(Account, fatou.id).email == OLD


def test_staff_change_nobodys_address(client: CheckedClient, world: World, fatou: Account) -> None:
    client.sign_in(world.token_of(world.staff()))
    page = f"/gestion/comptes/{fatou.id}"

    assert client.get(f"{page}/adresse").status_code == 403
    assert client.post(f"{page}/adresse", data={"email": NEW}).status_code == 403
    assert client.post(f"{page}/adresse/annuler").status_code == 403
    assert f"{page}/adresse" not in text(client, page)
    assert world.all(AddressChange) == []


def test_an_address_that_is_used_is_told_to_an_administrator(as_admin: CheckedClient, fatou: Account) -> None:
    response = as_admin.post(f"/gestion/comptes/{fatou.id}/adresse", data={"email": "ada@example.org"})

    assert response.status_code == 409
    assert "Cette adresse est déjà utilisée." in response.get_data(as_text=True)
