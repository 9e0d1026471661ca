"""A session of one morning that is under way, its trainer signed in, and people with a seat."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
BEFORE = START - timedelta(days=10)
DURING = START + timedelta(hours=1)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(starts_at=START, published_at=START - timedelta(days=40), capacity=2)


@pytest.fixture
def trainer(world: World, session: TrainingSession) -> Account:
    return world.trainer(session)


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("CPAS de Charleroi")


@pytest.fixture
def signed_in(client: CheckedClient, world: World, trainer: Account) -> CheckedClient:
    return client.sign_in(world.token_of(trainer))


def seat(
    world: World, session: TrainingSession, partner: Partner, given: str, family: str, **values: object
) -> Registration:
    state = values.pop("state", RegistrationState.CONFIRMED)
    person = world.person(partner, given, family)
    return world.registration(session, person, state, **values)  # type: ignore[arg-type]


def address(session: TrainingSession, ending: str = "") -> str:
    return f"/seances/{session.public_id}/participants{ending}"
