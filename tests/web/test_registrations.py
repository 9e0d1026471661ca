"""Registering colleagues in one form, as a coordinator does it."""

from datetime import timedelta

from portal import clock
from portal.models.accounts import Account
from portal.models.registrations import Registration
from portal.rules.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World


class Visit:
    """A coordinator signed in, before a session."""

    def __init__(self, client: CheckedClient, world: World, **session: object) -> None:
        self.client, self.world = client, world
        self.partner = world.partner("FADD Solidarité")
        self.session = world.training_session(**session)
        client.sign_in(world.token_of(world.coordinator(self.partner)))
        self.url = f"/seances/{self.session.public_id}/inscription"

    def fields(self, *people: tuple[str, str, str], **more: str) -> dict[str, str]:
        fields = {"partner": self.partner.slug, "form_key": "one form", **more}
        for number, (given, family, email) in enumerate(people):
            fields |= {
                f"people-{number}-given_name": given,
                f"people-{number}-family_name": family,
                f"people-{number}-email": email,
            }
        return fields

    def states(self) -> list[RegistrationState]:
        return [row.state for row in self.world.all(Registration)]


FATOU, NOE = ("Fatou", "Exemple", "fatou@example.org"), ("Noé", "Épreuve", "noe@example.org")


def test_two_colleagues_are_registered_and_told_apart(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world, capacity=1)

    page = client.post(visit.url, data=visit.fields(FATOU, NOE), follow_redirects=True).get_data(as_text=True)

    assert "Fatou Exemple\u00a0: inscription confirmée" in page
    assert "Noé Épreuve\u00a0: en attente, n° 1" in page


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: CheckedClient, world: World) -> None:
    session = world.training_session()

    response = client.get(f"/seances/{session.public_id}/inscription")

    assert response.status_code == 303
    assert response.location == f"/connexion?next=/seances/{session.public_id}/inscription"


def test_an_incomplete_address_is_told_and_what_was_typed_is_kept(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data=visit.fields(("Fatou", "Exemple", "fatou")))

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Cette adresse semble incomplète" in page
    assert 'value="Exemple"' in page
    assert visit.states() == []


def test_a_row_without_a_family_name_is_told(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data=visit.fields(("Fatou", "", "")))

    assert response.status_code == 422
    assert "Écrivez le nom." in response.get_data(as_text=True)


def test_an_empty_form_asks_for_somebody(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data=visit.fields())

    assert response.status_code == 422
    assert "Indiquez au moins une personne" in response.get_data(as_text=True)


def test_adding_a_row_keeps_what_was_typed(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    page = client.post(visit.url, data=visit.fields(FATOU, ajouter="1")).get_data(as_text=True)

    assert 'value="fatou@example.org"' in page
    assert 'name="people-1-given_name"' in page
    assert visit.states() == []


def test_taking_a_row_away_keeps_the_others(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    page = client.post(visit.url, data=visit.fields(FATOU, NOE, retirer="0")).get_data(as_text=True)

    assert "fatou@example.org" not in page
    assert 'value="noe@example.org"' in page


def test_a_double_click_registers_once(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    first, second = (client.post(visit.url, data=visit.fields(FATOU)) for _click in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert visit.states() == [RegistrationState.CONFIRMED]


def test_somebody_already_registered_is_told_by_name(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    client.post(visit.url, data=visit.fields(FATOU))

    response = client.post(visit.url, data=visit.fields(FATOU, form_key="other form"))

    assert response.status_code == 409
    assert "Fatou Exemple a déjà une inscription" in response.get_data(as_text=True)


def test_a_coordinator_registers_for_her_own_partner_only(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    foreign = world.partner("Relogeas")

    response = client.post(visit.url, data=visit.fields(FATOU, partner=foreign.slug))

    assert response.status_code == 422
    assert visit.states() == []


def test_staff_give_a_seat_beyond_the_capacity_with_a_reason(client: CheckedClient, world: World) -> None:
    partner, session = world.partner(), world.training_session(capacity=0)
    client.sign_in(world.token_of(world.staff()))
    fields = {
        "partner": partner.slug,
        "form_key": "k",
        "people-0-given_name": "Ana",
        "people-0-family_name": "Modèle",
        "force": "y",
        "reason": "Au téléphone ce matin",
    }

    response = client.post(f"/seances/{session.public_id}/inscription", data=fields)

    [row] = world.all(Registration)
    assert response.status_code == 303
    assert (row.state, row.forced) == (RegistrationState.CONFIRMED, True)


def test_who_belongs_to_no_partner_is_led_to_the_request_to_join(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    client.sign_in(world.token_of(world.account("nouvelle@example.org")))

    response = client.get(f"/seances/{session.public_id}/inscription")

    assert response.location == f"/rejoindre?seance={session.public_id}"


def test_a_closed_session_says_so_instead_of_a_form(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world, closes_at=clock.now() - timedelta(hours=1))

    page = client.get(visit.url).get_data(as_text=True)

    assert "Les inscriptions ne sont pas ouvertes" in page
    assert "people-0-given_name" not in page


def test_among_several_associations_one_is_chosen_and_never_the_first_by_name(
    client: CheckedClient, world: World
) -> None:
    visit = Visit(client, world)
    for name in ("AIS du Coin", "Relogeas"):
        world.membership(world.all(Account)[0], world.partner(name))

    page = client.get(visit.url).get_data(as_text=True)
    response = client.post(visit.url, data=visit.fields(FATOU, partner=""))

    assert '<option value="">Choisissez une association</option>' in page
    assert response.status_code == 422
    assert 'href="#partner">Association\u00a0: Choisissez une association</a>' in response.get_data(as_text=True)
    assert visit.states() == []
