"""A real mail server behind the outbox, and messages to send through it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from config import MailSettings
from portal.database import writing
from portal.mail.wire import outbox as mail_outbox
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.transport import init_app
from portal.models.post.mail import OutboxMessage
from portal.services.post import outbox
from tests.factories import World
from tests.mail.conftest import MailServer, StartServer

SENDER = ("La Sambrienne", "formations@example.org")


def write(number: int = 0, **values: Any) -> None:
    """One message in the outbox."""
    fields: dict[str, Any] = {
        "key": f"k{number}",
        "kind": "account_invited",
        "to_address": f"p{number}@example.org",
        "to_name": "Noé Épreuve",
        "context": {"inviter": "Lise", "role_words": "équipe", "given_name": "Noé", "link": "http://localhost/"},
    }
    with writing() as session:
        mail_outbox.put(session, Envelope(**{**fields, **values}))


def send_all() -> None:
    for _ in range(20):
        if not outbox.send_due(5):
            return


def only(world: World) -> OutboxMessage:
    [row] = world.all(OutboxMessage)
    return row


@pytest.fixture
def through(app: Flask) -> Iterator[Callable[..., None]]:
    """Mail leaves through a server on this port of the loopback."""
    before = app.config["PORTAL"]

    def use(port: int, rate: int = 0, timeout: float = 1.0) -> None:
        mail = MailSettings("127.0.0.1", port, "", "", "none", *SENDER, timeout, rate)
        app.config["PORTAL"] = replace(before, mail=mail)
        # Flask-Mail sends nothing while testing, unless told.
        app.config["MAIL_SUPPRESS_SEND"] = False
        init_app(app, mail)

    yield use
    app.config["PORTAL"] = before
    del app.config["MAIL_SUPPRESS_SEND"]
    init_app(app, before.mail)


@pytest.fixture
def server(start_server: StartServer, through: Callable[..., None]) -> MailServer:
    server = start_server()
    through(server.port)
    return server
