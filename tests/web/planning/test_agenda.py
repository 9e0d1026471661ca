"""The agenda and a session's page, as a visitor sees them."""

from tests.checked_client import CheckedClient
from tests.factories import World


def test_the_agenda_shows_a_published_session_with_its_free_seats(client: CheckedClient, world: World) -> None:
    session = world.training_session(capacity=12)

    page = client.get("/").get_data(as_text=True)

    assert f'href="/seances/{session.public_id}"' in page
    assert "12 places" in page


def test_an_empty_agenda_says_what_to_do_next(client: CheckedClient) -> None:
    assert "Pas encore de séance annoncée" in client.get("/").get_data(as_text=True)


def test_a_session_page_opens_for_anybody(client: CheckedClient, world: World) -> None:
    session = world.training_session()

    response = client.get(f"/seances/{session.public_id}")

    assert response.status_code == 200
    assert "Salle Harmegnies" in response.get_data(as_text=True)
