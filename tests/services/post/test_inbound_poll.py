"""The two doors: a real IMAP server, and the command that a mail server pipes into."""

import imaplib
import socket
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from config import InboundSettings, UnsafeSettings, read_settings
from portal import clock
from portal.cli.post import inbound as command
from portal.mail.incoming import mailbox as mailbox_module
from portal.mail.incoming.mailbox import Mailbox, MailboxAway
from portal.models.post.inbound import InboundMessage
from portal.rules.base.states import InboundKind, InboundReason
from portal.services.post import inbound, inbound_poll
from tests.factories import World
from tests.mail.conftest import free_port
from tests.mail.imap_server import PASSWORD, USER, ImapServer, imap_server
from tests.mail.replies import Answer, crlf, outlook

HUMAN = crlf("From: Eve <eve@example.net>", "Message-ID: <h1@x>", "Subject: Bonjour", "", "Une question.")


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


@pytest.fixture
def settings(app: Flask) -> Iterator[Callable[..., None]]:
    before = app.config["PORTAL"]

    def use(port: int, **values: object) -> None:
        fields: dict[str, object] = {"host": "127.0.0.1", "port": port, "username": USER, "password": PASSWORD}
        app.config["PORTAL"] = replace(before, inbound=InboundSettings(tls=False, **{**fields, **values}))
        app.extensions.pop("inbound_poll", None)

    yield use
    app.config["PORTAL"] = before
    app.extensions.pop("inbound_poll", None)


@pytest.fixture
def mailbox(server: ImapServer, settings: Callable[..., None]) -> ImapServer:
    """An empty mailbox that the portal reads."""
    with server.client() as connection:
        connection.store("1:*", "+FLAGS", "\\Deleted")
        connection.expunge()
    settings(server.port)
    return server


def test_what_waits_is_taken_in_once_and_marked(mailbox: ImapServer, world: World) -> None:
    mailbox.deliver(HUMAN)
    mailbox.deliver(outlook(Answer("foreign@example.net")))

    assert (inbound_poll.fetch(), inbound_poll.fetch()) == (2, 0)

    assert [row.kind for row in world.all(InboundMessage)] == [InboundKind.HUMAN, InboundKind.REPLY]
    assert mailbox.seen() == 2


def test_a_message_is_marked_only_once_it_is_kept(
    mailbox: ImapServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.deliver(HUMAN)

    def away(*_: object) -> None:
        raise OperationalError("select", {}, sqlite3.OperationalError("disk I/O error"))

    with monkeypatch.context() as patched:
        patched.setattr(inbound, "_known", away)
        with pytest.raises(OperationalError):
            inbound_poll.fetch()
    assert (mailbox.seen(), world.all(InboundMessage)) == (0, [])

    assert inbound_poll.fetch() == 1
    assert (mailbox.seen(), len(world.all(InboundMessage))) == (1, 1)


class Refusing(imaplib.IMAP4):
    """A connection whose server says NO to everything, at which the library raises nothing."""

    def __init__(self) -> None:
        """Opens nothing."""

    def uid(self, command: str, *args: str) -> tuple[str, list[bytes]]:
        return "NO", [b"refused"]


def test_a_refusal_in_words_is_the_server_away() -> None:
    mailbox = Mailbox(Refusing(), keyword=True)
    for ask in (lambda: mailbox.waiting(9, clock.now()), lambda: mailbox.fetch("1"), lambda: mailbox.mark("1")):
        with pytest.raises(MailboxAway):
            ask()


def test_a_long_batch_is_left_for_the_codes_that_wait_and_taken_up_at_once(
    mailbox: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        mailbox.deliver(HUMAN.replace(b"h1", b"h%d" % number))
    monkeypatch.setattr(inbound_poll, "LONGEST_BATCH", timedelta())

    assert [inbound_poll.fetch_when_due() for _turn in range(4)] == [1, 1, 1, 0]


def test_what_a_mailbox_held_before_the_portal_is_left_alone(mailbox: ImapServer, world: World) -> None:
    with mailbox.client() as connection:
        connection.append("INBOX", "", imaplib.Time2Internaldate(clock.now() - timedelta(days=40)), HUMAN)
    mailbox.deliver(HUMAN.replace(b"h1", b"h2"))

    assert (inbound_poll.fetch(), inbound_poll.fetch()) == (1, 0)

    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert inbound_poll.fetch() == 0


def test_a_huge_message_is_not_fetched_whole_and_stops_nothing(mailbox: ImapServer, world: World) -> None:
    mailbox.deliver(HUMAN + b"x" * 3_000_000)
    mailbox.deliver(HUMAN)

    assert inbound_poll.fetch() == 2

    huge, human = world.all(InboundMessage)
    assert (huge.reason, human.kind) == (InboundReason.TOO_LARGE, InboundKind.HUMAN)
    assert len(huge.words) <= 4000


def test_a_server_that_is_away_is_asked_less_and_less_often(
    settings: Callable[..., None], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(free_port())
    asked = []

    def count(given: InboundSettings) -> object:
        asked.append(clock.now())
        raise MailboxAway("ConnectionRefusedError")

    with pytest.raises(MailboxAway):
        inbound_poll.fetch()
    monkeypatch.setattr(inbound_poll, "opened", count)
    start = clock.now()
    for minutes in range(16):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert inbound_poll.fetch_when_due() == 0
    assert [round((at - start).total_seconds() / 60) for at in asked] == [0, 2, 6, 14]


def test_a_server_that_says_nothing_is_left_in_time(
    settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_module, "TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings(silent.getsockname()[1])
        with pytest.raises(MailboxAway, match="TimeoutError"):
            inbound_poll.fetch()


@pytest.mark.parametrize("wrong", [{"password": "faux"}, {"folder": "Absent"}])
def test_a_wrong_password_or_folder_is_the_server_away(
    server: ImapServer, settings: Callable[..., None], wrong: dict[str, str]
) -> None:
    settings(server.port, **wrong)
    with pytest.raises(MailboxAway):
        inbound_poll.fetch()


def test_without_a_mailbox_nothing_is_asked(app: Flask) -> None:
    assert inbound_poll.fetch_when_due() == 0


def pipe(app: Flask, raw: bytes) -> int:
    return app.test_cli_runner().invoke(command.command, input=raw).exit_code


def test_the_pipe_takes_in_whatever_comes(app: Flask, world: World) -> None:
    assert [pipe(app, raw) for raw in (HUMAN, HUMAN, b"\0\xff", b"x" * 2_000_000)] == [0, 0, 0, 0]

    assert [row.reason for row in world.all(InboundMessage)][2] is InboundReason.TOO_LARGE
    assert len(world.all(InboundMessage)) == 3


def test_without_a_database_the_mail_server_keeps_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_raw: bytes) -> None:
        raise OperationalError("select", {}, sqlite3.OperationalError("unable to open database file"))

    monkeypatch.setattr(command.inbound, "receive", away)
    assert pipe(app, HUMAN) == 75


def test_the_address_of_the_mailbox_is_read_whole(tmp_path: Path) -> None:
    url = "imaps://portail%40example.org:a%2Fb@imap.example.org/Retours/Portail"
    home = {"PORTAL_HOME": str(tmp_path)}
    read = read_settings({**home, "INBOUND_IMAP_URL": url, "MAIL_SENDER": "formations@sambrienne.be"}).inbound

    assert (read.host, read.port, read.tls) == ("imap.example.org", 993, True)
    assert (read.username, read.password, read.folder) == ("portail@example.org", "a/b", "Retours/Portail")
    assert read.bounces == "formations@sambrienne.be"
    assert read_settings(home).inbound.host == read_settings(home).inbound.bounces == ""


@pytest.mark.parametrize(
    "given",
    [
        {"INBOUND_IMAP_URL": "imap://u:p@imap.example.org/INBOX"},
        {"INBOUND_IMAP_URL": "pop3://u:p@localhost"},
        {"INBOUND_IMAP_URL": "imaps://imap.example.org/INBOX"},
        {"INBOUND_IMAP_URL": "imaps://u:p@imap.example.org:99999/"},
        {"INBOUND_IMAP_URL": "imaps://u:p@imap.example.org:abc/"},
        {"INBOUND_IMAP_URL": "imaps://u:p@[bad/"},
        {"MAIL_BOUNCES": "rebonds"},
        {"CALENDAR_DECLINE": "yes"},
    ],
)
def test_an_unsafe_setting_stops_the_start(given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings):
        read_settings({**given, "PORTAL_HOME": str(tmp_path)})
