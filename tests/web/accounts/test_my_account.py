"""One's own account."""

import secrets

from portal import clock
from portal.models.accounts.accounts import Account, SignIn
from tests.checked_client import CheckedClient
from tests.factories import World

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def profile(**changes: str) -> dict[str, str]:
    return {"given_name": "Inès", "family_name": "Essai", "function": "", "phone": "", **changes}


def test_a_visitor_is_asked_to_sign_in(client: CheckedClient) -> None:
    assert client.get("/mon-compte").location == "/connexion?next=/mon-compte"


def test_the_page_shows_what_is_kept_and_for_whom_one_acts(client: CheckedClient, world: World) -> None:
    account = world.coordinator(world.partner("Relogeas"), "ines@example.org")

    page = client.sign_in(world.token_of(account)).get("/mon-compte").get_data(as_text=True)

    assert "ines@example.org" in page and 'value="Fatou"' in page and "Relogeas" in page


def test_details_are_kept(client: CheckedClient, world: World) -> None:
    account = world.account()

    response = client.sign_in(world.token_of(account)).post(
        "/mon-compte", data=profile(function="Assistante sociale", phone="071 00 00 05")
    )

    assert (response.status_code, response.location) == (303, "/mon-compte")
    kept = world.get(Account, account.id)
    assert (kept.name, kept.function, kept.phone) == ("Inès Essai", "Assistante sociale", "+32 71 00 00 05")


def test_what_is_wrong_is_told_beside_its_field_and_kept(client: CheckedClient, world: World) -> None:
    account = world.account()

    response = client.sign_in(world.token_of(account)).post(
        "/mon-compte", data=profile(family_name="www.example.com", phone="douze")
    )

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'value="www.example.com"' in page and 'value="douze"' in page
    assert "Écrivez un nom, sans adresse ni lien." in page
    assert world.get(Account, account.id).family_name == ""


def test_a_phone_that_cannot_be_read_is_told(client: CheckedClient, world: World) -> None:
    response = client.sign_in(world.token_of(world.account())).post("/mon-compte", data=profile(phone="douze"))

    assert response.status_code == 422
    assert 'href="#phone"' in response.get_data(as_text=True)


def test_the_open_sign_ins_are_listed_with_the_present_one_marked(client: CheckedClient, world: World) -> None:
    account = world.account()
    here, elsewhere = world.token_of(account), sign_in_on(world, account, FIREFOX)

    page = client.sign_in(here).get("/mon-compte").get_data(as_text=True)

    assert "2 connexions ouvertes" in page and "Ici, maintenant" in page and "Firefox, Windows" in page
    assert f"/mon-compte/connexions/{elsewhere.id}/fin" in page


def test_another_browser_of_mine_can_be_signed_out(client: CheckedClient, world: World) -> None:
    account = world.account()
    here, elsewhere = world.token_of(account), sign_in_on(world, account)

    response = client.sign_in(here).post(f"/mon-compte/connexions/{elsewhere.id}/fin")

    assert response.status_code == 303
    assert world.get(SignIn, elsewhere.id).revoked_at is not None


def test_a_sign_in_of_somebody_else_is_left_alone(client: CheckedClient, world: World) -> None:
    other = world.account()
    elsewhere = sign_in_on(world, other)

    client.sign_in(world.token_of(world.account())).post(f"/mon-compte/connexions/{elsewhere.id}/fin")

    assert world.get(SignIn, elsewhere.id).revoked_at is None


def test_a_number_of_20_digits_is_not_found(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.account()))

    assert client.post(f"/mon-compte/connexions/{10**20}/fin").status_code == 404


def sign_in_on(world: World, account: Account, browser: str = "") -> SignIn:
    now = clock.now()
    values = {"account_id": account.id, "created_at": now, "last_seen_at": now}
    return world.save(SignIn(token_hash=secrets.token_hex(32), browser=browser, **values))
