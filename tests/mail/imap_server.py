"""A real IMAP server on the loopback, in a process of its own: pymap, with its mail in memory."""

import imaplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE, until

USER, PASSWORD = "portail", "secret-de-test"


@dataclass(frozen=True)
class ImapServer:
    """The port it listens on, and a mail client of our own beside the portal's."""

    port: int

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE) as connection:
            connection.login(USER, PASSWORD)
            connection.select("INBOX")
            yield connection

    def deliver(self, raw: bytes) -> None:
        with self.client() as connection:
            connection.append("INBOX", "", "", raw)

    def seen(self) -> int:
        """How many messages bear the mark."""
        with self.client() as connection:
            return len(connection.uid("SEARCH", "SEEN")[1][0].split())


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    program = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    account = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    running = subprocess.Popen([*program, *account], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _takes_calls(port, running), "the IMAP server")
        yield ImapServer(port)
    finally:
        running.terminate()
        running.wait(PATIENCE)


def _takes_calls(port: int, running: "subprocess.Popen[bytes]") -> bool:
    assert running.poll() is None, "the IMAP server does not start"
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except OSError:
        return False
    return True
