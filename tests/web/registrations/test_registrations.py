"""Registering colleagues in one form, as a coordinator does it."""

from datetime import timedelta

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.registrations.interests import Interest
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState, Seeding
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


def test_a_known_name_with_another_address_is_asked_about(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world, capacity=3)
    known = world.person(visit.partner, "Noé", "Épreuve", email="ancienne@example.org")

    page = client.post(visit.url, data=visit.fields(FATOU, NOE), follow_redirects=True).text

    assert known.name == "Noé Épreuve"
    assert page.count("existe déjà dans votre équipe, avec une autre adresse") == 1


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: CheckedClient, world: World) -> None:
    session = world.training_session()

    response = client.get(f"/seances/{session.public_id}/inscription")

    assert response.status_code == 303
    assert response.location == f"/connexion?next=/seances/{session.public_id}/inscription"


def test_an_address_pasted_from_a_mail_program_is_taken(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world, capacity=3)
    pasted = (("Fatou", "Exemple", "Fatou Exemple <fatou@example.org>"), ("Noé", "Épreuve", "mailto:noe@example.org;"))

    assert client.post(visit.url, data=visit.fields(*pasted)).status_code == 303
    assert [person.email for person in world.all(Person)] == ["fatou@example.org", "noe@example.org"]


def test_an_incomplete_address_is_told_and_what_was_typed_is_kept(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data=visit.fields(("Fatou", "Exemple", "fatou")))

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Cette adresse semble incomplète" in page
    assert 'value="Exemple"' in page
    assert visit.states() == []


def test_a_row_without_a_name_is_told(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)

    response = client.post(visit.url, data=visit.fields(("", "", "fatou@example.org")))

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


def test_two_forms_without_a_key_are_two_forms(client: CheckedClient, world: World) -> None:
    visit = Visit(client, world)
    answer = client.post(visit.url, data=visit.fields(FATOU, form_key=""))

    again = client.post(visit.url, data=visit.fields(FATOU, form_key=""))

    assert (answer.status_code, again.status_code) == (303, 409)


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


def test_a_moment_that_is_over_is_refused_and_the_chosen_one_is_among_the_deadlines(
    client: CheckedClient, world: World
) -> None:
    visit = Visit(client, world, capacity=0)
    until = clock.local(clock.now() + timedelta(days=3))

    refused = client.post(visit.url, data=visit.fields(NOE, auto_accept_until="2020-01-01T10:00"))
    page = client.post(
        visit.url,
        data=visit.fields(NOE, auto_accept_until=until.strftime("%Y-%m-%dT%H:%M"), form_key="another form"),
        follow_redirects=True,
    )

    assert refused.status_code == 422 and "Ce moment est passé" in refused.text
    assert "Être inscrit d’office, comme vous l’avez choisi" in page.text
    assert visit.states() == [RegistrationState.WAITLISTED]


def test_before_it_opens_the_list_reads_for_how_many_and_others_how_to_be_told(
    client: CheckedClient, world: World
) -> None:
    published_at = clock.now() - timedelta(days=1)
    opens_at = clock.now() + timedelta(days=2)
    visit = Visit(client, world, seeding=Seeding.INVITATION, published_at=published_at, opens_at=opens_at)
    before = clock.now() - timedelta(days=2)
    wish = {"workshop_id": visit.session.workshop_id, "partner_id": visit.partner.id, "seats": 2}
    world.save(Interest(account_id=world.all(Account)[0].id, created_at=before, changed_at=before, **wish))
    page = f"/seances/{visit.session.public_id}"

    own, form = client.get(page).text, client.get(visit.url).text
    many = client.post(visit.url, data=visit.fields(FATOU, NOE, ("Ana", "Essai", "ana@example.org")))
    client.sign_in(world.token_of(world.coordinator(world.partner("Relogeas"), "autre@example.org")))
    others, refused = client.get(page).text, client.get(visit.url).text

    assert "jusqu’à 2 personnes dès maintenant" in own and "pour 2 personnes encore" in form
    assert "elle en compte 2" in many.text
    assert "Prévenez-moi de la prochaine" in others and "qui étaient sur la liste" in others
    assert "Elles ouvrent le" in refused
