"""The pages on which staff cancel a session."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.states import SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World

DAY = timedelta(days=1)


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def test_a_cancellation_is_read_before_it_is_asked_for(staff: CheckedClient, world: World) -> None:
    row = world.training_session()
    world.registration(row, world.person(world.partner()))
    other = world.training_session(workshop_id=row.workshop_id, starts_at=clock.now() + 60 * DAY)
    url = f"/gestion/seances/{row.public_id}/annuler"
    typed = {"reason": "La formatrice est malade.", "message": "Gardez vos questions."}

    asked = staff.get(url).get_data(as_text=True)
    preview = staff.post(url, data=typed).get_data(as_text=True)
    before = world.get(TrainingSession, row.id).cancel_reason
    staff.post(url, data={**typed, "confirm": "1"})

    assert f"/gestion/seances/{other.public_id}" in asked
    assert preview.index("La séance est annulée".upper()) < preview.index("La formatrice est malade.")
    assert "Gardez vos questions." in preview and "1 personne inscrite" in preview
    assert before == ""
    assert world.get(TrainingSession, row.id).cancel_message == "Gardez vos questions."


def test_a_session_that_did_not_take_place_is_cancelled_at_once_and_the_page_says_so(
    staff: CheckedClient, world: World
) -> None:
    row = world.training_session(starts_at=clock.now() - 3 * DAY)
    world.registration(row, world.person(world.partner()))
    url = f"/gestion/seances/{row.public_id}"
    typed = {"reason": "La salle était fermée."}

    shown, asked = staff.get(url).get_data(as_text=True), staff.get(f"{url}/annuler").get_data(as_text=True)
    preview = staff.post(f"{url}/annuler", data=typed).get_data(as_text=True)
    staff.post(f"{url}/annuler", data={**typed, "confirm": "1"})

    assert "Elle n’a pas eu lieu" in shown
    assert "La séance est passée. Annulez-la seulement si elle n’a pas eu lieu" in asked
    assert "il n’y a pas de retour en arrière" in asked
    assert "tout de suite" in preview and "un mail avec votre raison." in preview
    assert world.get(TrainingSession, row.id).status is SessionStatus.CANCELLED


def test_a_cancellation_needs_a_reason(staff: CheckedClient, world: World) -> None:
    row = world.training_session()

    response = staff.post(f"/gestion/seances/{row.public_id}/annuler", data={"reason": " "})

    assert response.status_code == 422
    assert "Écrivez la raison en une phrase" in response.get_data(as_text=True)
    assert world.get(TrainingSession, row.id).cancel_reason == ""
