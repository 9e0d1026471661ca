"""A real mail server on the loopback that fails on demand."""

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from flask import Flask

from portal.mail.wire.transport import PortalConnection, PortalMail
from tests.patience import PATIENCE


@dataclass
class MailServer:
    """What the server received, and what it answers: a reply, or a coroutine function to misbehave with."""

    port: int = 0
    letters: list[Envelope] = field(default_factory=list)
    greetings: int = 0
    letters_refused: int = 0
    answers: dict[str, Any] = field(default_factory=dict)

    async def _answer(self, command: str, server: SMTP) -> str | None:
        answer = self.answers.get(command)
        return await answer(server) if callable(answer) else answer

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, *rest: Any) -> str:
        envelope.mail_from = rest[0]
        return await self._answer("MAIL", server) or "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, *rest: Any) -> str:
        answer = await self._answer(f"RCPT {rest[0]}", server) or await self._answer("RCPT", server)
        if not answer:
            envelope.rcpt_tos.append(rest[0])
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self._answer("DATA", server)
        if not answer:
            self.letters.append(envelope)
        return answer or "250 OK"


async def hang(server: SMTP) -> str:
    """Says nothing, for as long as the server runs."""
    await asyncio.Event().wait()
    return "451 nobody hears this"


@contextmanager
def holding(server: MailServer, command: str) -> Iterator[Callable[[], None]]:
    """Until the block ends, the server says nothing to this command; what is given waits until it was sent."""
    reached, let_go = threading.Event(), threading.Event()

    async def hold(_server: SMTP) -> str:
        reached.set()
        await asyncio.to_thread(let_go.wait)
        return "451 4.3.2 later"

    def wait() -> None:
        assert reached.wait(PATIENCE), f"{command} does not come"

    server.answers[command] = hold
    try:
        yield wait
    finally:
        let_go.set()


async def drop(server: SMTP) -> str:
    """Cuts the line without a word."""
    server.transport.abort()
    return "451 nobody reads this"


class DropsAtContent(SMTP):
    """Cuts the line as soon as it has asked for the content."""

    async def push(self, status: Any) -> None:
        await super().push(status)
        if str(status).startswith("354"):
            self.transport.abort()


class RefusesFirstContent(SMTP):
    """Refuses the first DATA command itself, before asking for any content."""

    async def smtp_DATA(self, arg: str) -> None:
        if not self.event_handler.letters_refused:
            self.event_handler.letters_refused += 1
            await self.push("451 4.3.2 not now")
            return
        await super().smtp_DATA(arg)


class LoopbackController(Controller):
    """aiosmtpd's own controller, with another protocol class when asked."""

    protocol: type[SMTP] = SMTP

    def factory(self) -> SMTP:
        return self.protocol(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    """A port of the loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


StartServer = Callable[..., MailServer]


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Starts mail servers on free ports of the loopback, and stops them after the test."""
    running: list[LoopbackController] = []

    def start(protocol: type[SMTP] = SMTP, **options: Any) -> MailServer:
        server = MailServer()
        server.port = free_port()
        controller = LoopbackController(server, hostname="127.0.0.1", port=server.port, **options)
        controller.protocol = protocol
        controller.start()
        running.append(controller)
        return server

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def server(start_server: StartServer) -> MailServer:
    return start_server()


@pytest.fixture
def connect() -> Iterator[Callable[..., PortalConnection]]:
    """An unopened connection of an application whose settings name this port, inside its context."""
    contexts = []

    def connection(port: int, **settings: Any) -> PortalConnection:
        app = Flask(__name__)
        app.config |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "MAIL_TIMEOUT": 1.0} | settings
        mail = PortalMail(app)
        context = app.app_context()
        context.push()
        contexts.append(context)
        return mail.connect()

    yield connection
    for context in reversed(contexts):
        context.pop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key in the same file."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("TLS NOT TESTED: the openssl program is needed to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    key = path.with_name("key.pem")
    subprocess.run(
        [openssl, *kind, *subject, "-keyout", key, "-out", path], check=True, capture_output=True, timeout=PATIENCE
    )
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def refuse_password(*_: Any) -> AuthResult:
    """An authenticator that knows nobody."""
    return AuthResult(success=False, handled=False)
