"""What nobody sends by accident, or only by a slip: told in words, with the right status, and nothing changes."""

from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from portal import clock
from portal.models.accounts.accounts import SignIn
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.law.pages import route_samples as sample
from tests.law.pages import route_world

TEN_MEGABYTES = "é" * 5_000_000
TWENTY_DIGITS = "1" * 20


def said(response: TestResponse) -> str:
    """The sentence of a page; the checked client looked at the rest."""
    return response.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/connexion", f"/seances/{sample.SESSION}/inscription", "/deconnexion"])
def test_a_field_of_10_megabytes_is_refused_in_words(client: CheckedClient, world: World, address: str) -> None:
    client.sign_in(route_world.build(world)["coordinator"])

    response = client.post(address, data={"email": TEN_MEGABYTES})

    assert response.status_code == 413
    assert "dépasse la taille acceptée" in said(response)
    assert world.all(OutboxMessage, kind="place_confirmed") == []


@pytest.mark.parametrize(
    "address",
    [
        f"/inscriptions/{TWENTY_DIGITS}/annuler",
        f"/personnes/{TWENTY_DIGITS}/corriger",
        f"/seances/{TWENTY_DIGITS}",
        f"/seances/{TWENTY_DIGITS}/participants",
        f"/gestion/demandes/{TWENTY_DIGITS}",
        f"/gestion/comptes/{TWENTY_DIGITS}",
        f"/gestion/lieux/{TWENTY_DIGITS}",
        f"/fichiers/{TWENTY_DIGITS}/liste.txt",
        f"/courrier/{TWENTY_DIGITS}",
    ],
)
def test_an_id_of_20_digits_is_a_page_that_does_not_exist(client: CheckedClient, world: World, address: str) -> None:
    client.sign_in(world.token_of(world.staff(totp_confirmed_at=clock.now())))

    response = client.get(address)

    assert response.status_code == 404
    assert "Cette page n’existe pas" in said(response)


@pytest.mark.parametrize(
    "address",
    [
        "/gestion/seances/nouvelle?formation=x&rencontre=" + TWENTY_DIGITS,
        "/gestion/fiches/nouvelle?boite=" + TWENTY_DIGITS,
        "/gestion/comptes?page=" + TWENTY_DIGITS,
        "/annuaire?page=" + TWENTY_DIGITS,
        f"/seances/{sample.SESSION}/participants?rencontre=" + TWENTY_DIGITS,
        "/?theme=" + TWENTY_DIGITS,
        "/recherche?q=a&quoi=" + TWENTY_DIGITS,
    ],
)
def test_a_number_of_20_digits_in_a_query_breaks_no_page(client: CheckedClient, world: World, address: str) -> None:
    client.sign_in(route_world.build(world)["staff"])

    assert client.get(address).status_code in (200, 404)


@pytest.mark.parametrize("address", ["/annuaire/a%00b", "/seances/%00", "/annuaire?q=%00", "/?theme=a%00b"])
def test_a_nul_in_an_address_is_refused_in_words(client: CheckedClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert "Cette demande n’est pas lisible" in said(response)


@pytest.mark.parametrize("address", ["/", "/annuaire", "/connexion", f"/seances/{sample.SESSION}", "/agenda.ics"])
def test_head_answers_as_get_does_without_a_body(client: CheckedClient, world: World, address: str) -> None:
    route_world.build(world)

    got, headed = client.get(address), client.head(address)

    assert (headed.status_code, headed.content_type) == (got.status_code, got.content_type)
    assert headed.data == b""


def test_options_say_what_an_address_takes(client: CheckedClient) -> None:
    response = client.options("/connexion")

    assert response.status_code == 200
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_no_page_takes_is_refused_in_words(client: CheckedClient, method: str) -> None:
    response = client.open("/connexion", method=method)

    assert response.status_code == 405
    assert "Cette page ne s’ouvre pas ainsi" in said(response)


def test_a_form_without_its_token_changes_nothing(client: CheckedClient, world: World) -> None:
    client.sign_in(route_world.build(world)["coordinator"])
    [before] = world.all(Registration)

    response = client.post(f"/inscriptions/{before.id}/annuler", data={"version": "1"}, csrf=False)

    [after] = world.all(Registration)
    assert response.status_code == 400
    assert "Revenez à la page précédente et réessayez" in said(response)
    assert after.state is RegistrationState.CONFIRMED


@pytest.mark.parametrize("token", ["unknown", "a" * 500, "é", TWENTY_DIGITS])
def test_a_link_that_never_was_signs_nobody_in(client: CheckedClient, world: World, token: str) -> None:
    response = client.post(f"/connexion/lien/{token}")

    assert response.status_code == 410
    assert "Ce lien a fini de servir" in said(response)
    assert world.all(SignIn) == []


def test_a_link_that_expired_signs_nobody_in_and_says_how_to_get_another(client: CheckedClient, world: World) -> None:
    client.post("/connexion", data={"email": "fatou@example.org"})
    [mail] = world.all(OutboxMessage, kind="sign_in_code")
    path = next(word for word in mail.body_text.split() if "/connexion/lien/" in word)

    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        response = client.post(path.removeprefix("http://localhost"))

    assert response.status_code == 410
    assert "Recevoir un nouveau code" in said(response)
    assert world.all(SignIn) == []


FOREIGN = {
    "other_coordinator": [
        "/inscriptions/1/annuler",
        "/inscriptions/1/remplacer",
        "/personnes/1/corriger",
        f"/mon-association?association={sample.PARTNER}",
    ],
    "other_trainer": [
        f"/seances/{sample.SESSION}/participants",
        f"/seances/{sample.SESSION}/participants.xlsx",
        f"/seances/{sample.SESSION}/participants.csv",
        f"/seances/{sample.SESSION}/emargement.pdf",
    ],
    "unknown": ["/inscriptions/1/annuler"],
}


@pytest.mark.parametrize(("role", "address"), [(role, address) for role in FOREIGN for address in FOREIGN[role]])
def test_what_belongs_to_others_does_not_exist(client: CheckedClient, world: World, role: str, address: str) -> None:
    """The first person, registration and session of the small world are FADD's."""
    client.sign_in(route_world.build(world)[role])

    response = client.get(address)

    assert response.status_code == 404
    assert "Cette page n’existe pas" in said(response)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("other_coordinator", "/inscriptions/1/annuler"),
        ("other_coordinator", "/inscriptions/1/remplacer"),
        ("other_coordinator", "/personnes/1/corriger"),
        ("other_trainer", f"/seances/{sample.SESSION}/participants"),
        ("member", "/inscriptions/1/annuler"),
    ],
)
def test_what_belongs_to_others_cannot_be_changed(client: CheckedClient, world: World, role: str, address: str) -> None:
    client.sign_in(route_world.build(world)[role])
    typed = {"version": "1", "given_name": "Karim", "family_name": "Test", "meeting": "1", "shown": "1"}

    response = client.post(address, data=typed)

    [row] = world.all(Registration)
    assert response.status_code == 404
    assert (row.state, row.version) == (RegistrationState.CONFIRMED, 1)


@pytest.mark.parametrize(
    "address", ["", "/inscription", "/participants", "/participants.xlsx", "/participants.csv", "/emargement.pdf"]
)
def test_a_session_that_never_was_is_a_page_that_does_not_exist(
    client: CheckedClient, world: World, address: str
) -> None:
    partner = world.partner()
    client.sign_in(world.token_of(world.coordinator(partner)))
    if address.startswith(("/participants", "/emargement")):
        client.sign_in(world.token_of(world.staff(totp_confirmed_at=clock.now())))

    response = client.get(f"/seances/inconnue{address}")

    assert response.status_code == 404
    assert "Cette page n’existe pas" in said(response)
