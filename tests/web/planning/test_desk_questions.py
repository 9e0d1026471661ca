"""Staff write the questions of a session."""

from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.answers import Question
from portal.rules.registrations.arrangements import QuestionKind
from tests.checked_client import CheckedClient
from tests.factories import World

TYPED = {"label": "Comment venez-vous", "kind": "choice", "options": "Train\nBus", "erase_after_days": "10"}


def opened(client: CheckedClient, world: World) -> tuple[TrainingSession, str]:
    client.sign_in(world.token_of(world.staff()))
    session = world.training_session()
    return session, f"/gestion/seances/{session.public_id}/questions"


def test_a_question_is_added_and_shown(client: CheckedClient, world: World) -> None:
    _session, path = opened(client, world)

    assert client.post(path, data={**TYPED, "required": "y"}).status_code == 303

    [question] = world.all(Question)
    assert (question.kind, question.required, question.erase_after_days) == (QuestionKind.CHOICE, True, 10)
    assert "Train, Bus" in client.get(path).get_data(as_text=True)


def test_a_choice_without_options_is_refused_with_what_was_typed(client: CheckedClient, world: World) -> None:
    _session, path = opened(client, world)

    response = client.post(path, data={**TYPED, "options": "Train"})

    assert response.status_code == 422
    assert "au moins deux réponses" in response.get_data(as_text=True)
    assert "Comment venez-vous" in response.get_data(as_text=True)
    assert world.all(Question) == []


def test_a_type_beside_the_closed_set_is_refused(client: CheckedClient, world: World) -> None:
    _session, path = opened(client, world)

    assert client.post(path, data={**TYPED, "kind": "upload"}).status_code == 422
    assert world.all(Question) == []


def test_a_question_is_removed(client: CheckedClient, world: World) -> None:
    _session, path = opened(client, world)
    client.post(path, data=TYPED)
    [question] = world.all(Question)

    assert client.post(f"{path}/{question.id}/retirer").status_code == 303

    assert world.all(Question) == []


def test_the_session_leads_to_its_questions(client: CheckedClient, world: World) -> None:
    session, path = opened(client, world)

    assert path in client.get(f"/gestion/seances/{session.public_id}").get_data(as_text=True)
