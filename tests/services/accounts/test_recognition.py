"""What is read of somebody signed in at each request: as much for a trainer of thirty sessions as of one."""

import pytest
from flask import Flask

from portal.database import rows
from portal.models.accounts.accounts import Account
from portal.models.planning.sessions import SessionTrainer, TrainingSession
from portal.queries.accounts import recognition
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.secrets import hashed
from tests.factories import World
from tests.statements import statements, statements_of

SESSIONS = 30


def recognised(token: str) -> Actor:
    found = recognition.recognise(token)
    assert found is not None
    return found.actor


@pytest.fixture
def given(world: World) -> list[TrainingSession]:
    return [world.training_session() for _session in range(SESSIONS)]


@pytest.fixture
def trainer(world: World, given: list[TrainingSession]) -> Account:
    account = world.trainer(given[0])
    for session in given[1:]:
        world.save(SessionTrainer(session_id=session.id, account_id=account.id))
    return account


def test_a_trainer_of_many_sessions_is_one_row(world: World, trainer: Account) -> None:
    assert len(rows(recognition.RECOGNISED, token_hash=hashed(world.token_of(trainer)))) == 1


def test_a_trainer_may_act_in_her_own_sessions_alone(
    world: World, given: list[TrainingSession], trainer: Account
) -> None:
    foreign = world.training_session()
    world.trainer(foreign)

    actor = recognised(world.token_of(trainer))

    assert all(can(actor, Action.TEACH, session_id=session.id) for session in given)
    assert not can(actor, Action.TEACH, session_id=foreign.id)
    assert can(actor, Action.TEACH)


def test_a_session_is_asked_about_once_and_only_when_somebody_wants_to_know(
    app: Flask, world: World, given: list[TrainingSession], trainer: Account
) -> None:
    token = world.token_of(trainer)
    with statements(app) as sent:
        actor = recognised(token)
    assert len(sent) == 1

    for expected in (1, 0):
        asked = statements_of(app, lambda: can(actor, Action.TEACH, session_id=given[0].id))
        assert len(asked) == expected


def test_who_teaches_nothing_is_not_asked_about(app: Flask, world: World, given: list[TrainingSession]) -> None:
    actor = recognised(world.token_of(world.coordinator(world.partner())))

    assert statements_of(app, lambda: can(actor, Action.TEACH, session_id=given[0].id)) == []
    assert not can(actor, Action.TEACH)
