"""Asking to join in the same visit, and staff's answer."""

from portal.models.accounts.accounts import Membership
from portal.models.network.partners import Partner
from portal.models.registrations.people import JoinRequest
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import JoinState, MembershipRole, PartnerStatus, RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World

ASKER = {"asker_given_name": "Mila", "asker_family_name": "Bidon", "phone": "071 00 00 19", "form_key": "k"}
NEW_SERVICE = {**ASKER, "mode": "new", "name": "Atelier du Coin", "partner": "", "kind": "", "municipality": ""}


def ask(client: CheckedClient, world: World, **fields: str) -> str:
    """A stranger asks to join with one colleague for a session; returns the session's public id."""
    session = world.training_session(capacity=1)
    client.sign_in(world.token_of(world.account("mila@example.org")))
    colleague = {"people-0-given_name": "Noé", "people-0-family_name": "Épreuve", "people-0-email": "noe@example.org"}
    client.post(f"/rejoindre?seance={session.public_id}", data={**NEW_SERVICE, **colleague, **fields})
    return session.public_id


def decide(client: CheckedClient, world: World, **fields: str) -> int:
    [request] = world.all(JoinRequest)
    client.sign_in(world.token_of(world.staff("equipe@example.org")))
    return client.post(f"/gestion/demandes/{request.id}", data=fields).status_code


def test_a_request_keeps_the_service_and_the_colleagues_without_taking_a_seat(
    client: CheckedClient, world: World
) -> None:
    ask(client, world)

    [partner], [row] = world.all(Partner), world.all(Registration)
    assert (partner.name, partner.status) == ("Atelier du Coin", PartnerStatus.APPLIED)
    assert row.state is RegistrationState.PENDING


def test_an_accepted_service_has_a_coordinator_and_its_seat(client: CheckedClient, world: World) -> None:
    ask(client, world)

    assert decide(client, world, answer="accept") == 303

    assert world.all(Partner)[0].status is PartnerStatus.ACTIVE
    assert len(world.all(Membership)) == 1
    assert world.all(Registration)[0].state is RegistrationState.CONFIRMED


def test_a_refused_service_leaves_no_registration_alive(client: CheckedClient, world: World) -> None:
    ask(client, world)

    assert decide(client, world, answer="refuse", reason="Hors de la région") == 303

    assert world.all(Partner)[0].status is PartnerStatus.REFUSED
    assert world.all(Registration)[0].state is RegistrationState.CANCELLED


def test_one_of_those_a_request_names_is_decided_with_the_request(client: CheckedClient, world: World) -> None:
    ask(client, world)
    [request], [row] = world.all(JoinRequest), world.all(Registration)
    client.sign_in(world.token_of(world.staff("equipe@example.org")))

    for answer in ("approve", "force", "reject"):
        page = client.post(
            f"/gestion/demandes/inscriptions/{row.id}",
            data={"version": str(row.version), "answer": answer, "reason": "Urgent."},
        )
        assert page.location == f"/gestion/demandes/{request.id}"
    assert "Répondez d’abord à la demande" in client.get(page.location).text

    assert world.all(Registration)[0].state is RegistrationState.PENDING


def test_a_refusal_needs_its_reason(client: CheckedClient, world: World) -> None:
    ask(client, world)

    assert decide(client, world, answer="refuse") == 422
    assert world.all(JoinRequest)[0].state is JoinState.WAITING


def test_two_answers_are_one(client: CheckedClient, world: World) -> None:
    ask(client, world)
    decide(client, world, answer="accept")

    [request] = world.all(JoinRequest)
    response = client.post(f"/gestion/demandes/{request.id}", data={"answer": "refuse", "reason": "trop tard"})

    assert response.status_code == 409
    assert world.all(JoinRequest)[0].state is JoinState.ACCEPTED


def test_a_member_reads_who_registers_for_her_service(client: CheckedClient, world: World) -> None:
    partner, member = world.partner("AIS du Coin"), world.account("membre@example.org")
    world.coordinator(partner, "coordination@example.org")
    world.membership(member, partner, role=MembershipRole.MEMBER)
    client.sign_in(world.token_of(member))

    page = client.get(f"/seances/{world.training_session().public_id}/inscription", follow_redirects=True).text

    assert "Votre adresse est déjà liée à AIS du Coin" in page
    assert "coordination@example.org" in page
    assert "liée à aucun service" not in page


def test_a_person_alone_comes_for_herself(client: CheckedClient, world: World) -> None:
    nobody = {"people-0-given_name": "", "people-0-family_name": "", "people-0-email": ""}
    ask(client, world, mode="alone", name="", **nobody)

    [partner] = world.all(Partner)
    assert (partner.individual, partner.name) == (True, "Mila Bidon")
    assert len(world.all(Registration)) == 1


def test_a_missing_name_is_told_and_the_rest_is_kept(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.account("mila@example.org")))

    response = client.post("/rejoindre", data={**NEW_SERVICE, "name": ""})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Écrivez le nom de votre service" in page
    assert 'value="Bidon"' in page
    assert world.all(JoinRequest) == []


def test_staff_approve_a_registration_that_asked(client: CheckedClient, world: World) -> None:
    session = world.training_session(approval=True)
    row = world.registration(session, world.person(world.partner()), RegistrationState.PENDING)
    client.sign_in(world.token_of(world.staff()))

    client.post(f"/gestion/demandes/inscriptions/{row.id}", data={"version": "1", "answer": "approve"})

    assert world.get(Registration, row.id).state is RegistrationState.CONFIRMED


def test_a_second_request_is_refused_in_words_and_keeps_what_was_typed(client: CheckedClient, world: World) -> None:
    ask(client, world)

    response = client.post("/rejoindre", data={**NEW_SERVICE, "name": "Autre service", "form_key": "other"})

    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "attend encore sa réponse" in page
    assert 'value="Autre service"' in page
    assert len(world.all(JoinRequest)) == 1


def test_a_double_click_is_one_request(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.account("mila@example.org")))

    statuses = [client.post("/rejoindre", data=NEW_SERVICE).status_code for _click in range(2)]

    assert statuses == [303, 303]
    assert len(world.all(JoinRequest)) == 1
