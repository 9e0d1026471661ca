"""What tests of the post share: a session and the desk acting on it, a message that left, a mailbox for bounces."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from config import InboundSettings
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from tests.factories import World
from tests.mail.returned_mails import BOX
from tests.mail_desk import Desk, sent
from tests.services.relay import only, write

START = datetime(2026, 12, 10, 8, tzinfo=UTC)


@pytest.fixture
def sealed(app: Flask) -> Iterator[None]:
    """Bounces come to +addresses of this mailbox."""
    before = app.config["PORTAL"]
    app.config["PORTAL"] = replace(before, inbound=InboundSettings(bounces="rebonds@example.org"))
    yield
    app.config["PORTAL"] = before


@pytest.fixture
def message(world: World) -> OutboxMessage:
    """A message to `BOX` that has left."""
    write(to_address=BOX)
    sent(world)
    return only(world)


@pytest.fixture
def partner(world: World) -> Partner:
    return world.partner("FADD Solidarité")


@pytest.fixture
def session(world: World) -> TrainingSession:
    return world.training_session(starts_at=START)


@pytest.fixture
def desk(world: World, session: TrainingSession, partner: Partner) -> Desk:
    return Desk(world, session, world.coordinator(partner, "fadd@example.org").id)
