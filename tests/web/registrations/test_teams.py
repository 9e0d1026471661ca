"""Cancelling, replacing and correcting, from the team's pages."""

from portal import clock
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World


class Team:
    """A coordinator signed in, with one confirmed colleague."""

    def __init__(self, client: CheckedClient, world: World) -> None:
        self.partner = world.partner("FADD Solidarité")
        self.session = world.training_session(capacity=3)
        self.person = world.person(self.partner, "Fatou", "Exemple", email="fatou@example.org")
        self.row = world.registration(self.session, self.person)
        client.sign_in(world.token_of(world.coordinator(self.partner, "coordination@example.org")))


def test_the_cancel_page_proposes_a_colleague_first(client: CheckedClient, world: World) -> None:
    team = Team(client, world)

    page = client.get(f"/inscriptions/{team.row.id}/annuler").get_data(as_text=True)

    assert page.index("Plutôt un ou une collègue") < page.index("Ou annuler")


def test_opening_the_cancel_page_changes_nothing(client: CheckedClient, world: World) -> None:
    team = Team(client, world)

    client.get(f"/inscriptions/{team.row.id}/annuler")

    assert world.get(Registration, team.row.id).state is RegistrationState.CONFIRMED


def test_a_coordinator_cancels(client: CheckedClient, world: World) -> None:
    team = Team(client, world)

    response = client.post(f"/inscriptions/{team.row.id}/annuler", data={"version": str(team.row.version)})

    row = world.get(Registration, team.row.id)
    assert response.status_code == 303
    assert (row.state, row.cancel_reason) == (RegistrationState.CANCELLED, CancelReason.BY_PARTNER)


def test_a_stale_button_shows_the_present_state(client: CheckedClient, world: World) -> None:
    team = Team(client, world)

    response = client.post(f"/inscriptions/{team.row.id}/annuler", data={"version": "0"})

    assert response.status_code == 409
    assert "a changé entre-temps" in response.get_data(as_text=True)
    assert world.get(Registration, team.row.id).state is RegistrationState.CONFIRMED


def test_another_partners_registration_does_not_exist(client: CheckedClient, world: World) -> None:
    Team(client, world)
    foreign = world.registration(world.training_session(), world.person(world.partner("Relogeas"), "Inès", "Essai"))

    for page in ("annuler", "remplacer"):
        response = client.get(f"/inscriptions/{foreign.id}/{page}")
        assert response.status_code == 404
        assert "Inès" not in response.get_data(as_text=True)
    posted = client.post(f"/inscriptions/{foreign.id}/annuler", data={"version": str(foreign.version)})
    assert posted.status_code == 404
    assert world.get(Registration, foreign.id).state is RegistrationState.CONFIRMED


def test_an_id_of_twenty_digits_does_not_exist(client: CheckedClient, world: World) -> None:
    Team(client, world)

    assert client.get("/inscriptions/12345678901234567890/annuler").status_code == 404


def test_a_colleague_takes_the_seat(client: CheckedClient, world: World) -> None:
    team = Team(client, world)
    noe = {"given_name": "Noé", "family_name": "Épreuve", "email": "noe@example.org"}
    fields = {"version": str(team.row.version), **noe}

    page = client.post(f"/inscriptions/{team.row.id}/remplacer", data=fields, follow_redirects=True)

    assert "Noé Épreuve a maintenant la place, et non plus Fatou Exemple." in page.get_data(as_text=True)


def test_a_misspelt_name_is_corrected(client: CheckedClient, world: World) -> None:
    team = Team(client, world)
    fields = {"version": "1", "given_name": "Fatoumata", "family_name": "Exemple", "email": "fatou@example.org"}

    response = client.post(f"/personnes/{team.person.id}/corriger", data=fields)

    assert response.status_code == 303
    assert world.get(Person, team.person.id).given_name == "Fatoumata"


def test_another_partners_person_does_not_exist(client: CheckedClient, world: World) -> None:
    Team(client, world)
    foreign = world.person(world.partner("Relogeas"), "Inès", "Essai")

    assert client.get(f"/personnes/{foreign.id}/corriger").status_code == 404


def test_my_association_shows_the_team_and_not_anothers(client: CheckedClient, world: World) -> None:
    Team(client, world)
    world.registration(world.training_session(), world.person(world.partner("Relogeas"), "Inès", "Essai"))

    page = client.get("/mon-association").get_data(as_text=True)

    assert "Fatou Exemple" in page
    assert "Essai" not in page


def test_only_a_team_with_a_seat_reads_what_to_do_with_it(client: CheckedClient, world: World) -> None:
    team = Team(client, world)
    before = client.get("/mon-association").get_data(as_text=True)
    other = world.training_session()
    world.registration(other, world.person(team.partner, "Noé", "Épreuve"), RegistrationState.WAITLISTED)

    client.post(f"/inscriptions/{team.row.id}/annuler", data={"version": str(team.row.version)})
    after = client.get("/mon-association").get_data(as_text=True)

    assert "Un empêchement" in before
    assert "Fatou Exemple" in after and "Noé Épreuve" in after
    assert "Un empêchement" not in after


def test_a_second_coordinator_is_named(client: CheckedClient, world: World) -> None:
    team = Team(client, world)
    fields = {"association": team.partner.slug, "email": "seconde@example.org"}

    page = client.post("/mon-association/coordination", data=fields, follow_redirects=True).get_data(as_text=True)

    assert "seconde@example.org" in page


def test_a_coordinator_names_nobody_for_another_partner(client: CheckedClient, world: World) -> None:
    Team(client, world)
    foreign = world.partner("Relogeas")
    fields = {"association": foreign.slug, "email": "seconde@example.org"}

    assert client.post("/mon-association/coordination", data=fields).status_code == 404


def test_the_person_herself_cancels_with_her_own_address(client: CheckedClient, world: World) -> None:
    team = Team(client, world)
    client.sign_in(world.token_of(world.account("fatou@example.org")))

    page = client.get("/mes-inscriptions").get_data(as_text=True)
    client.post(f"/inscriptions/{team.row.id}/annuler", data={"version": str(team.row.version)})

    assert "Donner ma place" in page
    assert world.get(Registration, team.row.id).cancel_reason is CancelReason.BY_PERSON


def test_staff_alone_let_who_said_not_me_be_registered_again(client: CheckedClient, world: World) -> None:
    team = Team(client, world)
    blocked = world.person(team.partner, "Inès", "Essai", blocked_at=clock.now())
    url = f"/personnes/{blocked.id}/debloquer"
    page = client.get("/mon-association/equipe").get_data(as_text=True)
    assert ("ce n’est pas moi" in page, url in page) == (True, False)
    assert client.post(url, data={"version": str(blocked.version)}).status_code == 403

    client.sign_in(world.token_of(world.staff()))
    assert url in client.get(f"/mon-association/equipe?association={team.partner.slug}").get_data(as_text=True)
    client.post(url, data={"version": str(blocked.version)})

    assert world.get(Person, blocked.id).blocked_at is None


def test_staff_end_a_registration_with_a_reason_and_keep_what_was_typed(client: CheckedClient, world: World) -> None:
    team = Team(client, world)
    client.sign_in(world.token_of(world.staff()))
    url, version = f"/inscriptions/{team.row.id}/annuler", str(team.row.version)

    refused = client.post(url, data={"version": version, "note": " "})
    assert (refused.status_code, world.get(Registration, team.row.id).state) == (422, RegistrationState.CONFIRMED)
    assert "Écrivez la raison en une phrase" in refused.get_data(as_text=True)
    client.post(url, data={"version": version, "note": "Inscrite deux fois."})

    row = world.get(Registration, team.row.id)
    assert (row.cancel_reason, row.cancel_note) == (CancelReason.BY_STAFF, "Inscrite deux fois.")
