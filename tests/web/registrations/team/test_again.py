"""Replacing by somebody of the team, and registering again by one press."""

import pytest

from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.web.registrations.team.scene import Scene


@pytest.fixture
def scene(client: CheckedClient, world: World) -> Scene:
    return Scene(client, world)


def test_the_team_is_there_when_replacing(scene: Scene) -> None:
    noe = scene.world.person(scene.partner, "Noé", "Épreuve")
    row = scene.world.registration(scene.world.training_session(), scene.mila)
    url = f"/inscriptions/{row.id}/remplacer"

    page = scene.client.get(url).text
    response = scene.client.post(url, data={"version": str(row.version), "colleague": str(noe.id)})

    assert "Noé Épreuve" in page and "Inès" not in page
    assert response.status_code == 303
    assert [one.person_id for one in scene.world.all(Registration, state=RegistrationState.CONFIRMED)] == [noe.id]


def test_somebody_of_another_association_does_not_take_the_seat(scene: Scene) -> None:
    scene.world.person(scene.partner, "Noé", "Épreuve")
    row = scene.world.registration(scene.world.training_session(), scene.mila)

    fields = {"version": str(row.version), "colleague": str(scene.ines.id)}
    response = scene.client.post(f"/inscriptions/{row.id}/remplacer", data=fields)

    assert response.status_code == 422
    assert scene.world.get(Registration, row.id).state is RegistrationState.CONFIRMED


def test_a_participant_who_gives_her_seat_away_does_not_read_the_team(scene: Scene) -> None:
    scene.world.person(scene.partner, "Noé", "Épreuve")
    row = scene.world.registration(scene.world.training_session(), scene.mila)
    scene.client.sign_in(scene.world.token_of(scene.world.account("mila@example.org")))

    page = scene.client.get(f"/inscriptions/{row.id}/remplacer").text

    assert "Épreuve" not in page and "Quelqu’un de votre équipe" not in page


def cancelled(scene: Scene, **values: object) -> tuple[Registration, str]:
    session = scene.world.training_session(capacity=2)
    held = {"cancel_reason": CancelReason.BY_PARTNER, **values}
    row = scene.world.registration(session, scene.mila, RegistrationState.CANCELLED, **held)
    return row, f"/associations/{scene.partner.slug}/seances/{session.public_id}"


def test_what_was_given_up_is_taken_back_by_one_press(scene: Scene) -> None:
    row, page = cancelled(scene)
    url = f"/inscriptions/{row.id}/reinscrire"

    offered = url in scene.client.get(page).text
    said = scene.client.post(url, data={"version": str(row.version)}, follow_redirects=True).text

    assert offered
    assert "Mila Exemple\u00a0: inscription confirmée" in said
    assert url not in said
    assert len(scene.world.all(Registration, state=RegistrationState.CONFIRMED)) == 1


def test_it_is_not_offered_while_somebody_waits_and_refused_in_words(scene: Scene) -> None:
    row, page = cancelled(scene)
    session = scene.world.get(type(row), row.id).session_id
    scene.world.save(
        Registration(
            session_id=session,
            partner_id=scene.other.id,
            person_id=scene.ines.id,
            state=RegistrationState.WAITLISTED,
            joined_at=row.joined_at,
        )
    )
    url = f"/inscriptions/{row.id}/reinscrire"

    shown = scene.client.get(page).text
    refused = scene.client.post(url, data={"version": str(row.version)}, follow_redirects=True).text

    assert url not in shown and "Inès" not in shown
    assert "quelqu’un attend" in refused


def test_a_registration_of_another_association_is_not_taken_back(scene: Scene) -> None:
    session = scene.world.training_session()
    held = {"cancel_reason": CancelReason.BY_PARTNER}
    row = scene.world.registration(session, scene.ines, RegistrationState.CANCELLED, **held)

    response = scene.client.post(f"/inscriptions/{row.id}/reinscrire", data={"version": str(row.version)})

    assert response.status_code == 404
