"""Prévenez-moi de la prochaine: the page, the way off the list, the demand that staff see."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.planning.announcements import MailPreference
from portal.models.planning.workshops import Workshop
from portal.models.registrations.interests import Interest
from portal.rules.base.secrets import mailbox_token
from portal.rules.base.states import Seeding, SessionStatus
from tests.checked_client import CheckedClient
from tests.conftest import SECRET_KEY
from tests.factories import World


@pytest.fixture
def workshop(world: World) -> Workshop:
    return world.workshop("Lire une facture", slug="lire-une-facture")


def test_a_visitor_is_asked_to_sign_in_first(client: CheckedClient, workshop: Workshop) -> None:
    response = client.get("/formations/lire-une-facture/prevenez-moi")

    assert response.status_code == 303
    assert response.location.startswith("/connexion")


def test_a_coordinator_asks_for_her_team(client: CheckedClient, world: World, workshop: Workshop) -> None:
    partner, town = world.partner("Le Relais"), world.municipality()
    client.sign_in(world.token_of(world.coordinator(partner)))
    assert "Le Relais" in client.get("/formations/lire-une-facture/prevenez-moi").get_data(as_text=True)

    wish = {"seats": "3", "partner": str(partner.id), "municipality": town.nis}
    response = client.post("/formations/lire-une-facture/prevenez-moi", data=wish)

    [row] = world.all(Interest)
    assert (response.status_code, response.location) == (303, "/formations/lire-une-facture")
    assert (row.seats, row.partner_id, row.municipality_nis) == (3, partner.id, town.nis)


def test_the_partner_of_somebody_else_is_no_choice(client: CheckedClient, world: World, workshop: Workshop) -> None:
    client.sign_in(world.token_of(world.account()))

    wish = {"seats": "1", "partner": str(world.partner().id), "municipality": ""}
    response = client.post("/formations/lire-une-facture/prevenez-moi", data=wish)

    assert (response.status_code, world.all(Interest)) == (422, [])


def test_a_number_out_of_bounds_is_told_in_words(client: CheckedClient, world: World, workshop: Workshop) -> None:
    client.sign_in(world.token_of(world.account()))

    wish = {"seats": "99", "partner": "", "municipality": ""}
    response = client.post("/formations/lire-une-facture/prevenez-moi", data=wish)

    assert response.status_code == 422
    assert "Écrivez un nombre de 1 à 20." in response.get_data(as_text=True)


def test_one_click_leaves_the_list_and_opening_the_page_does_not(
    client: CheckedClient, world: World, workshop: Workshop
) -> None:
    client.sign_in(world.token_of(world.account()))
    client.post("/formations/lire-une-facture/prevenez-moi", data={"seats": "1", "partner": "", "municipality": ""})

    shown = client.get("/formations/lire-une-facture/prevenez-moi").get_data(as_text=True)
    assert [row.ended_at for row in world.all(Interest)] == [None]
    client.post("/formations/lire-une-facture/ne-plus-me-prevenir")

    assert "Ne plus me prévenir" in shown
    assert [row.ended_at is None for row in world.all(Interest)] == [False]


@pytest.mark.parametrize("full", [True, False])
def test_a_full_session_offers_the_next_one(client: CheckedClient, world: World, full: bool) -> None:
    session = world.training_session(capacity=0 if full else 3)

    page = client.get(f"/seances/{session.public_id}").get_data(as_text=True)

    assert ("Prévenez-moi de la prochaine" in page) is full


@pytest.mark.parametrize(
    ("status", "days"), [(SessionStatus.CANCELLED, 30), (SessionStatus.PUBLISHED, 1), (SessionStatus.PUBLISHED, -1)]
)
def test_a_cancelled_closed_or_begun_session_offers_the_next_one(
    client: CheckedClient, world: World, status: SessionStatus, days: int
) -> None:
    session = world.training_session(status=status, starts_at=clock.now() + timedelta(days=days))

    page = client.get(f"/seances/{session.public_id}").get_data(as_text=True)

    assert "Prévenez-moi de la prochaine" in page


def test_staff_see_the_demand_and_plan_a_session_from_it(
    client: CheckedClient, world: World, workshop: Workshop
) -> None:
    asker = world.account("mireille@example.org", given_name="Mireille")
    town, now = world.municipality(), clock.now()
    at = {"created_at": now, "changed_at": now}
    world.save(Interest(workshop_id=workshop.id, account_id=asker.id, seats=4, municipality_nis=town.nis, **at))
    client.sign_in(world.token_of(world.staff()))

    page = client.get("/gestion/demande").get_data(as_text=True)

    assert "4 personnes attendent une date." in page
    assert "Mireille" in page
    assert "/gestion/seances/nouvelle?formation=lire-une-facture" in page
    assert "/gestion/demande" in client.get("/gestion").get_data(as_text=True)


def test_staff_choose_at_publication_what_the_list_has_and_see_who_is_on_it(
    client: CheckedClient, world: World, workshop: Workshop
) -> None:
    partner = world.partner("Le Relais")
    coordinator = world.coordinator(partner)
    before = clock.now() - timedelta(days=1)
    at = {"created_at": before, "changed_at": before}
    world.save(Interest(workshop_id=workshop.id, account_id=coordinator.id, seats=3, partner_id=partner.id, **at))
    draft = world.training_session(workshop_id=workshop.id, status=SessionStatus.DRAFT, published_at=None)
    client.sign_in(world.token_of(world.staff()))
    url = f"/gestion/seances/{draft.public_id}/publier"

    page = client.get(url).get_data(as_text=True)
    assert "3 personnes attendent une date de cette formation." in page
    assert "Le Relais" in page
    refused = client.post(url, data={"seeding": "invitation", "opens_at": "29"})
    assert (refused.status_code, world.get(type(draft), draft.id).status) == (422, SessionStatus.DRAFT)
    client.post(url, data={"seeding": "invitation", "opens_at": "5"})

    published = world.get(type(draft), draft.id)
    assert (published.status, published.seeding) == (SessionStatus.PUBLISHED, Seeding.INVITATION)
    assert "Inscrire mon équipe" not in client.get(f"/seances/{draft.public_id}").get_data(as_text=True)
    assert "Invitation d’abord" in client.get(f"/gestion/seances/{draft.public_id}").get_data(as_text=True)
    client.sign_in(world.token_of(coordinator))
    assert "La liste d’abord." in client.get(f"/seances/{draft.public_id}").get_data(as_text=True)
    assert "Vous étiez sur la liste" in client.get(f"/seances/{draft.public_id}").get_data(as_text=True)
    assert 'name="form_key"' in client.get(f"/seances/{draft.public_id}/inscription").get_data(as_text=True)


def test_who_stopped_announcements_is_told_where_they_start_again(
    client: CheckedClient, world: World, workshop: Workshop
) -> None:
    account, now = world.account(), clock.now()
    kept = MailPreference(mailbox=account.email, themes=[], communes=[], created_at=now, stopped_at=now)
    world.save(kept)

    page = client.sign_in(world.token_of(account)).get("/formations/lire-une-facture/prevenez-moi")

    token = mailbox_token(SECRET_KEY, kept.id, kept.link_nonce)
    assert f"/annonces/choix/{token}" in page.get_data(as_text=True)
