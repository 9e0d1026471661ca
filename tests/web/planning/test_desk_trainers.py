"""Staff replace a trainer, from a phone if need be."""

import re

import pytest

from portal.models.planning.sessions import SessionTrainer, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def url(session: TrainingSession) -> str:
    return f"/gestion/seances/{session.public_id}/animation"


def given_by(world: World, session: TrainingSession) -> set[int]:
    return {row.account_id for row in world.all(SessionTrainer, session_id=session.id)}


def test_a_trainer_is_replaced_on_a_page_of_its_own(staff: CheckedClient, world: World) -> None:
    session = world.training_session()
    ill, other = world.trainer(session), world.trainer(world.training_session())

    offered = staff.get(f"/gestion/seances/{session.public_id}").get_data(as_text=True)
    page = staff.get(url(session)).get_data(as_text=True)
    answer = staff.post(url(session), data={"version": session.version, "trainers": [str(other.id)]})

    assert url(session) in offered
    assert re.search(rf'<input[^>]* checked[^>]* value="{ill.id}"|value="{ill.id}"[^>]* checked', page)
    assert answer.status_code == 303
    assert given_by(world, session) == {other.id}
    assert {row.to_address for row in world.all(OutboxMessage)} == {other.email}


def test_nothing_changed_is_said_and_writes_nothing(staff: CheckedClient, world: World) -> None:
    session = world.training_session()
    trainer = world.trainer(session)

    answer = staff.post(url(session), data={"version": session.version, "trainers": [str(trainer.id)]})

    assert answer.status_code == 409
    assert world.all(OutboxMessage) == []


def test_a_session_called_off_has_no_trainers_to_change(staff: CheckedClient, world: World) -> None:
    session = world.training_session(status=SessionStatus.CANCELLED)

    assert staff.get(url(session)).status_code == 409


def test_a_trainer_does_not_choose_who_gives_the_session(client: CheckedClient, world: World) -> None:
    session = world.training_session()
    client.sign_in(world.token_of(world.trainer(session)))

    assert client.get(url(session)).status_code == 403
