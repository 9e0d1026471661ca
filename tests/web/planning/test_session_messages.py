"""A trainer writes to the participants: the form, the mail as it reads, the sending, what was sent before."""

import pytest

from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from tests.checked_client import CheckedClient
from tests.factories import World

TYPED = {"audience": "seated", "subject": "Avant de venir", "body": "Apportez une facture.", "form_key": "k"}


@pytest.fixture
def session(world: World) -> TrainingSession:
    session = world.training_session()
    world.registration(session, world.person(world.partner(), "Lina", "Essai", email="lina@example.org"))
    return session


@pytest.fixture
def url(session: TrainingSession) -> str:
    return f"/seances/{session.public_id}/messages"


@pytest.fixture
def trainer(client: CheckedClient, world: World, session: TrainingSession) -> CheckedClient:
    return client.sign_in(world.token_of(world.trainer(session)))


def test_the_list_leads_to_the_form(trainer: CheckedClient, session: TrainingSession, url: str) -> None:
    assert url in trainer.get(f"/seances/{session.public_id}/participants").get_data(as_text=True)
    assert "Les places confirmées (1)" in trainer.get(url).get_data(as_text=True)


def test_the_preview_names_people_and_sends_nothing(trainer: CheckedClient, world: World, url: str) -> None:
    page = trainer.post(url, data=TYPED).get_data(as_text=True)

    for words in ("Lina Essai", "lina@example.org", "Bonjour Lina,", "Apportez une facture."):
        assert words in page
    assert world.all(OutboxMessage) == []


def test_sent_twice_it_leaves_once_and_the_page_remembers_it(trainer: CheckedClient, world: World, url: str) -> None:
    answers = [trainer.post(url, data={**TYPED, "confirm": "1"}).status_code for _click in range(2)]

    assert answers == [303, 303]
    assert [row.to_address for row in world.all(OutboxMessage)] == ["lina@example.org"]
    page = trainer.get(url).get_data(as_text=True)
    assert page.count("Avant de venir") == 1


def test_what_is_missing_is_told_and_what_was_typed_is_kept(trainer: CheckedClient, url: str) -> None:
    for changes, told in (({"subject": ""}, "Écrivez l’objet du mail."), ({"audience": "waiting"}, "Personne ne")):
        response = trainer.post(url, data={**TYPED, **changes})
        page = response.get_data(as_text=True)
        assert (response.status_code, told in page, "Apportez une facture." in page) == (422, True, True)


def test_another_s_trainer_writes_to_nobody(client: CheckedClient, world: World, url: str) -> None:
    client.sign_in(world.token_of(world.trainer(world.training_session())))

    assert client.get(url).status_code == 404
    assert client.post(url, data={**TYPED, "confirm": "1"}).status_code == 404
    assert world.all(OutboxMessage) == []
