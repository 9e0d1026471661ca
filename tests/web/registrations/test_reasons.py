"""The page *Pourquoi ?*."""

from portal.rules.base.states import RegistrationState, Seeding
from tests.checked_client import CheckedClient
from tests.factories import World


def test_a_coordinator_opens_the_reason_from_the_team_page(client: CheckedClient, world: World) -> None:
    partner, other = world.partner("FADD"), world.partner("Relogeas")
    session = world.training_session(capacity=1, quota=1)
    world.registration(session, world.person(other, "Marie", "Secrète"))
    row = world.registration(session, world.person(partner), RegistrationState.WAITLISTED)
    client.sign_in(world.token_of(world.coordinator(partner)))

    team = client.get(f"/associations/{partner.slug}/seances/{session.public_id}").get_data(as_text=True)
    page = client.get(f"/inscriptions/{row.id}/pourquoi").get_data(as_text=True)

    assert f"/inscriptions/{row.id}/pourquoi" in team
    assert "Rang\u00a0: n° 1, une estimation" in page
    assert "1 sur 1" in page
    assert "Secrète" not in page


def test_the_rule_names_the_list_first_where_it_decides(client: CheckedClient, world: World) -> None:
    partner = world.partner()
    row = world.registration(world.training_session(seeding=Seeding.CREDIT), world.person(partner))
    client.sign_in(world.token_of(world.coordinator(partner)))

    rule = client.get(f"/inscriptions/{row.id}/pourquoi").text.split("La règle</h2>")[1]

    assert rule.index("avait demandé celle-ci sur la liste") < rule.index("qui en a le moins")


def test_a_person_finds_the_reason_beside_her_own_registration(client: CheckedClient, world: World) -> None:
    account = world.account("noe@example.org")
    person = world.person(world.partner(), email="noe@example.org")
    row = world.registration(world.training_session(), person)
    client.sign_in(world.token_of(account))

    assert f"/inscriptions/{row.id}/pourquoi" in client.get("/mes-inscriptions").get_data(as_text=True)
    assert client.get(f"/inscriptions/{row.id}/pourquoi").status_code == 200


def test_a_pending_request_and_an_ended_one_have_their_sentence(client: CheckedClient, world: World) -> None:
    session, partner = world.training_session(), world.partner()
    pending = world.registration(session, world.person(partner), RegistrationState.PENDING)
    ended = world.registration(session, world.person(partner), RegistrationState.CANCELLED)
    client.sign_in(world.token_of(world.staff()))

    assert "l’accord de l’équipe" in client.get(f"/inscriptions/{pending.id}/pourquoi").get_data(as_text=True)
    assert "a pris fin" in client.get(f"/inscriptions/{ended.id}/pourquoi").get_data(as_text=True)


def test_a_foreign_registration_has_no_reason(client: CheckedClient, world: World) -> None:
    row = world.registration(world.training_session(), world.person(world.partner()))
    client.sign_in(world.token_of(world.coordinator(world.partner())))

    assert client.get(f"/inscriptions/{row.id}/pourquoi").status_code == 404
