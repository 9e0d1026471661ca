"""The portal's own mailbox, over IMAP: what has not been taken in yet, and the mark on what has.

Where the server keeps words of ours, the mark is one: a message that somebody opened by hand is still taken in.
Elsewhere it is `\\Seen`. Nothing is deleted or moved.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from config import InboundSettings
from portal.mail.incoming.incoming import LARGEST_MAIL

TIMEOUT = 15.0
MARK = "$PortalRead"
SEEN = "\\Seen"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxAway(Exception):
    """The server does not answer, is not who it should be, or refuses our password: try again later."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An open folder; `keyword` says that the server keeps our own mark."""

    connection: imaplib.IMAP4
    keyword: bool

    def waiting(self, most: int, since: datetime) -> list[str]:
        """The UIDs of at most so many messages of that day or later that bear no mark, the oldest first."""
        wanted = ("UNKEYWORD", MARK) if self.keyword else ("UNSEEN",)
        day = "-".join(format_datetime(since).split()[1:4])
        numbers = (self._asked("SEARCH", *wanted, "SINCE", day)[0] or b"").decode("ascii").split()
        return sorted(numbers, key=int)[:most]

    def fetch(self, uid: str) -> bytes:
        """The message; only its beginning where it is larger than anything we read; empty where it is gone."""
        part = "BODY.PEEK[]" if self._size(uid) <= LARGEST_MAIL else f"BODY.PEEK[]<0.{LARGEST_MAIL + 1}>"
        found = self._asked("FETCH", uid, f"({part})")
        return next((item[1] for item in found if isinstance(item, tuple)), b"")

    def _size(self, uid: str) -> int:
        found = self._asked("FETCH", uid, "(RFC822.SIZE)")
        size = _SIZE.search(b" ".join(item for item in found if isinstance(item, bytes)))
        return int(size[1]) if size else LARGEST_MAIL + 1

    def mark(self, uid: str) -> None:
        """Never fetch it again."""
        flag = MARK if self.keyword else SEEN
        self._asked("STORE", uid, "+FLAGS.SILENT", f"({flag})")

    def _asked(self, command: str, *words: str) -> list[Any]:
        """What the server answers. A refusal raises MailboxAway: the library lets it pass."""
        answer, found = self.connection.uid(command, *words)
        if answer != "OK":
            raise MailboxAway(f"{command} is refused")
        return found


@contextmanager
def opened(settings: InboundSettings) -> Iterator[Mailbox]:
    """The folder, with a time limit on every answer and a verified certificate. Raises MailboxAway for any fault."""
    try:
        with _connection(settings) as connection:
            connection.login(settings.username, settings.password)
            answer, _count = connection.select(f'"{settings.folder}"')
            if answer != "OK":
                raise MailboxAway("the folder cannot be opened")
            _name, flags = connection.response("PERMANENTFLAGS")
            yield Mailbox(connection, keyword=b"\\*" in b" ".join(flag for flag in flags or [] if flag))
    except (OSError, imaplib.IMAP4.error) as failure:
        raise MailboxAway(type(failure).__name__) from failure


def _connection(settings: InboundSettings) -> imaplib.IMAP4:
    if settings.tls:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=TIMEOUT)
    return imaplib.IMAP4(settings.host, settings.port, timeout=TIMEOUT)
