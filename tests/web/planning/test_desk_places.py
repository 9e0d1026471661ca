"""Staff change the seats: who would be served is shown before anything is done."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.network.partners import Partner
from portal.models.planning.sessions import RaisedQuota, TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD")


@pytest.fixture
def session(world: World, partner: Partner) -> TrainingSession:
    """One seat taken, one who waits."""
    session = world.training_session(capacity=1, quota=2)
    world.registration(session, world.person(partner))
    return session


def test_the_capacity_shows_who_is_served_then_serves_her(
    staff: CheckedClient, world: World, session: TrainingSession
) -> None:
    row = world.registration(
        session, world.person(world.partner("Relogeas"), "Inès", "Essai"), RegistrationState.WAITLISTED
    )
    url, typed = f"/gestion/seances/{session.public_id}/capacite", {"capacity": "2", "allowance": "0"}

    preview = staff.post(url, data=typed).get_data(as_text=True)
    before = world.get(Registration, row.id).state
    done = staff.post(url, data={**typed, "confirm": "1"})

    assert "Inès Essai" in preview and 'name="capacity" value="2"' in preview
    assert before is RegistrationState.WAITLISTED
    assert done.status_code == 303
    assert world.get(Registration, row.id).state is RegistrationState.CONFIRMED


def test_going_back_from_the_preview_keeps_what_was_typed(staff: CheckedClient, session: TrainingSession) -> None:
    url = f"/gestion/seances/{session.public_id}/capacite"

    page = staff.post(url, data={"capacity": "7", "allowance": "0", "edit": "1"}).get_data(as_text=True)

    assert 'value="7"' in page


def test_one_association_receives_more_seats(
    staff: CheckedClient, world: World, session: TrainingSession, partner: Partner
) -> None:
    url, typed = f"/gestion/seances/{session.public_id}/quota", {"partner": partner.slug, "quota": "4"}

    offered = staff.get(f"/gestion/seances/{session.public_id}").get_data(as_text=True)
    preview = staff.post(url, data=typed).get_data(as_text=True)
    done = staff.post(url, data={**typed, "confirm": "1"})

    assert url in offered
    assert "Personne de plus pour l’instant" in preview
    assert f"{partner.name}\u00a0: 4 places au plus, au lieu de 2." in preview
    assert done.status_code == 303
    assert [row.quota for row in world.all(RaisedQuota)] == [4]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"partner": "", "quota": "4"}, "Choisissez une association"),
        ({"partner": "fadd", "quota": "0"}, "Un nombre de 1 à 500"),
        ({"partner": "fadd", "quota": "1"}, "celle de la séance, 2"),
        ({"partner": "fadd", "quota": "trois"}, "Écrivez un nombre entier, en chiffres."),
    ],
)
def test_an_incomplete_form_comes_back(
    staff: CheckedClient, session: TrainingSession, typed: dict[str, str], told: str
) -> None:
    response = staff.post(f"/gestion/seances/{session.public_id}/quota", data=typed)

    assert response.status_code == 422
    assert told in response.get_data(as_text=True)


def test_a_released_quota_cannot_be_raised(staff: CheckedClient, world: World, partner: Partner) -> None:
    session = world.training_session(starts_at=clock.now() + timedelta(days=5), quota=1)
    world.registration(session, world.person(partner))
    typed = {"partner": partner.slug, "quota": "4", "confirm": "1"}

    response = staff.post(f"/gestion/seances/{session.public_id}/quota", data=typed)

    assert response.status_code == 409
    assert "Rien ne limite les associations" in response.get_data(as_text=True)


def test_the_page_leads_to_the_requests_and_to_the_closing(
    staff: CheckedClient, world: World, partner: Partner
) -> None:
    session = world.training_session(starts_at=clock.now() - timedelta(hours=8))
    url = f"/gestion/seances/{session.public_id}"
    without = staff.get(url).get_data(as_text=True)
    world.registration(session, world.person(partner), RegistrationState.PENDING)

    page = staff.get(url).get_data(as_text=True)

    assert "1 demande à accepter" in page and "1 demande à accepter" not in without
    assert f"/seances/{session.public_id}/cloture" in page
