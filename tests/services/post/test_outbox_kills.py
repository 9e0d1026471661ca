"""Workers that die at the worst moment, and a mail server that hangs: nothing is lost, nobody waits."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from portal import clock, worker
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.accounts import signing_in
from portal.services.post import outbox
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.mail.conftest import LoopbackController, MailServer, free_port, holding, start_server
from tests.patience import PATIENCE, until
from tests.services.relay import server, through, write

__all__ = ["server", "start_server", "through"]
ROOT = Path(__file__).parents[3]
MAILS, WORKERS = 30, 2
KILLED_AT = (5, 20)
# A worker as the command runs it, with leases that end soon; it greets the server by its process id, and lives at the
# hour of the test that started it.
WORKER = """
import os, socket, sys, threading
from datetime import datetime, timedelta
import time_machine
time_machine.travel(datetime.fromisoformat(os.environ["NOW"]), tick=True).start()
socket.getfqdn = lambda *name: f"{os.getpid()}.example.org"
from config import read_settings
from portal import worker
from portal.app import create_app
from portal.services.post import outbox
outbox.LEASE, outbox.LONGEST_DELIVERY = timedelta(seconds=6), timedelta(seconds=4)
worker.IDLE_SECONDS = 0.1
worker.run_forever(create_app(read_settings()), threading.Event())
"""


@dataclass
class Killer(MailServer):
    """Takes a letter and, now and then, kills whoever brought it before it hears that it was taken."""

    killed: list[int] = field(default_factory=list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.sender = int(hostname.split(".", maxsplit=1)[0])
        return await super().handle_EHLO(server, session, envelope, hostname, responses)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.letters) in KILLED_AT and len(self.killed) < len(KILLED_AT):
            self.killed.append(session.sender)
            os.kill(session.sender, signal.SIGKILL)
        return answer


@pytest.fixture
def killer() -> Iterator[Killer]:
    found = Killer()
    found.port = free_port()
    controller = LoopbackController(found, hostname="127.0.0.1", port=found.port)
    controller.start()
    yield found
    controller.stop()


@pytest.fixture
def spawn(app: Flask, tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen[bytes]]]:
    """Starts a worker process that sends through this port; all are gone after the test."""
    running: list[subprocess.Popen[bytes]] = []
    url = app.config["PORTAL"].database_url.replace(str(tmp_path), str(app.config["PORTAL"].home))

    def start(port: int) -> subprocess.Popen[bytes]:
        mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port), "MAIL_SECURITY": "none"}
        environ = {
            **os.environ,
            "PORTAL_HOME": str(tmp_path),
            "DATABASE_URL": url,
            "NOW": clock.now().isoformat(),
            **mail,
        }
        running.append(subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environ))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def test_workers_killed_between_sending_and_marking_lose_nothing_and_double_what_was_not_marked(
    killer: Killer, spawn: Callable[[int], subprocess.Popen[bytes]], world: World
) -> None:
    for number in range(MAILS):
        write(number)
    killer.answers["RCPT p7@example.org"] = "550 5.1.1 no such user"
    workers = [spawn(killer.port) for _ in range(WORKERS)]

    def none_waits() -> bool:
        """The dead are replaced meanwhile."""
        workers[:] = [process if process.poll() is None else spawn(killer.port) for process in workers]
        return not world.all(OutboxMessage, state=MessageState.WAITING)

    until(none_waits)

    states = Counter(row.state for row in world.all(OutboxMessage))
    assert states == {MessageState.SENT: MAILS - 1, MessageState.FAILED: 1}
    assert len(killer.killed) == len(KILLED_AT)
    copies: dict[str, set[bytes]] = {}
    for letter in killer.letters:
        copies.setdefault(message_from_bytes(letter.content)["Message-ID"], set()).add(letter.content)
    assert len(copies) == MAILS - 1
    assert len(killer.letters) - len(copies) <= len(KILLED_AT) * outbox.RECORDED_TOGETHER
    assert all(len(same) == 1 for same in copies.values())


def test_pages_answer_and_codes_are_written_while_the_mail_server_hangs(
    app: Flask, client: CheckedClient, server: MailServer, through: Callable[..., None], world: World
) -> None:
    through(server.port, timeout=PATIENCE)
    write()
    with holding(server, "RCPT") as is_silent:
        running = worker.start_in_thread(app)
        is_silent()

        assert client.get("/").status_code == 200
        signing_in.request_code(signing_in.Asking("noe@example.org", "", "browser", "network"))

        first, code = world.all(OutboxMessage)
        assert (first.attempts, first.lease_until is None, code.kind) == (0, False, "sign_in_code")
        running.stop.set()
    running.end(PATIENCE)
