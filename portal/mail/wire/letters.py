"""One mail as the outbox keeps it, and the exact bytes it becomes.

The bytes depend on the letter alone: a second try after a cut sends the same mail, and the recipient's server can
recognise it. They are written here, part by part: the standard library builds a tree of objects for each mail and
walks it five times, which was a third of what a worker did, and folds four headers wrongly (a long name with a comma
becomes several addresses, encoded words gain spaces, an id or a link longer than a line becomes a word that nobody
decodes). A test holds that both say the same.
"""

import hashlib
import re
from base64 import b64encode
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.quoprimime import body_encode
from email.utils import format_datetime
from functools import cached_property

from flask_mail import Message

from portal.mail.wire.characters import one_line, paragraphs, wire_address
from portal.rules.base.states import CalendarMethod

LINE_LENGTH = 76
# 39 octets are 52 letters of base64: with "Subject: =?utf-8?b?" and "?=" a line stays under 76.
ENCODED_OCTETS = 39
OCTETS_A_LINE = LINE_LENGTH // 4 * 3
QUOTED = "Content-Transfer-Encoding: quoted-printable\n"
BASE64 = "Content-Transfer-Encoding: base64\n"
VERSION = "MIME-Version: 1.0\n"
AS_FILE = f'{BASE64}Content-Disposition: attachment; filename="invite.ics"\n'
AS_FILE += 'Content-Type: application/ics; name="invite.ics"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail for one recipient. `references` lists message ids, oldest first, with spaces between.

    `calendar` and `method` come together; `unsubscribe_url` is for announcements only. Bounces go to `envelope_from`,
    or to the sender where it is empty; the reader never sees it. Raises
    ValueError for a naive date, an id or link that is not one ASCII word, or a method that differs.
    """

    to_address: str
    to_name: str
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime
    from_address: str
    from_name: str
    envelope_from: str = ""
    references: str = ""
    reply_to: str | None = None
    calendar: bytes | None = None
    method: CalendarMethod | None = None
    unsubscribe_url: str | None = None

    def __post_init__(self) -> None:
        if self.date.tzinfo is None:
            raise ValueError("a letter needs an aware date")
        for word in (self.message_id, *self.references.split(), self.unsubscribe_url or "-"):
            if not re.fullmatch("[!-~]+", word):
                raise ValueError(f"not one ASCII word: {word!r}")
        if (self.calendar is None) != (self.method is None):
            raise ValueError("a calendar object and its method come together")
        if self.calendar is not None and f"\r\nMETHOD:{self.method}\r\n".encode() not in self.calendar:
            raise ValueError("the calendar object says another method than the letter")


class PortalMessage(Message):
    """Flask-Mail's message, its bytes ours: structured addresses, a calendar part with its method."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(
            subject=one_line(letter.subject),
            recipients=[wire_address(letter.to_address)],
            body=letter.text,
            html=letter.html,
            sender=wire_address(letter.from_address),
            reply_to=wire_address(letter.reply_to) if letter.reply_to else None,
            date=letter.date.timestamp(),
        )
        self.msgId = letter.message_id
        self.letter = letter

    @cached_property
    def octets(self) -> bytes:
        """What leaves: CRLF at every line end, ASCII only."""
        return _written(self.letter).replace("\n", "\r\n").encode("ascii")

    def as_bytes(self) -> bytes:
        """`octets`, as Flask-Mail asks for them."""
        return self.octets

    # Flask-Mail promises the older class; all it calls on it is as_string.
    def _message(self) -> EmailMessage:  # type: ignore[override] # Flask-Mail builds another class
        return message_from_bytes(self.as_bytes(), policy=policy.SMTP)


def message_for(letter: Letter) -> PortalMessage:
    """The message to hand to Flask-Mail; `.as_bytes()` is the same for the same letter, boundaries included.

    Raises ValueError for an address that mail cannot carry.
    """
    return PortalMessage(letter)


def _written(letter: Letter) -> str:
    """The whole mail, its lines ending in "\n"."""
    texts = [
        f'Content-Type: text/plain; charset="utf-8"\n{QUOTED}\n{_quoted(letter.text)}',
        f'Content-Type: text/html; charset="utf-8"\n{QUOTED}{VERSION}\n{_quoted(letter.html)}',
    ]
    if letter.calendar is None or letter.method is None:
        kind, body = _multipart(letter, "alternative", texts, depth=0)
    else:
        calendar = f"{VERSION}\n{_base64(letter.calendar)}"
        inline = f'{BASE64}Content-Type: text/calendar; charset="UTF-8"; method="{letter.method}"\n{calendar}'
        # The calendar comes last among the alternatives: programs that know it choose it.
        kind, body = _multipart(letter, "alternative", [*texts, inline], depth=1)
        kind, body = _multipart(letter, "mixed", [f"{kind}\n{body}", f"{AS_FILE}{calendar}"], depth=0)
    headers = "".join(f"{name}: {value}\n" for name, value in _headers(letter))
    return f"{headers}{VERSION}{kind}Content-Language: fr\n\n{body}"


def _multipart(letter: Letter, kind: str, parts: Sequence[str], *, depth: int) -> tuple[str, str]:
    """The header and the body of several parts. "=_" occurs in neither quoted-printable nor base64."""
    boundary = f"=_{hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]}_{depth}"
    body = f"\n--{boundary}\n".join(parts)
    return f'Content-Type: multipart/{kind};\n boundary="{boundary}"\n', f"--{boundary}\n{body}\n--{boundary}--\n"


def _quoted(text: str) -> str:
    lines = paragraphs(text).encode().split(b"\n")
    content = b"\n".join(lines if lines[-1] else lines[:-1]) + b"\n"
    quoted = b2a_qp(content).decode("ascii")
    # A space at the end of a line makes it two letters too long there; the slower way breaks it.
    too_long = max(map(len, quoted.split("\n"))) > LINE_LENGTH
    return body_encode(content.decode("latin-1"), LINE_LENGTH) if too_long else quoted


def _base64(content: bytes) -> str:
    lines = (content[start : start + OCTETS_A_LINE] for start in range(0, len(content), OCTETS_A_LINE))
    return b"".join(b2a_base64(line) for line in lines).decode("ascii")


def _headers(letter: Letter) -> Iterator[tuple[str, str]]:
    """Each header with its value, folded."""
    yield "Message-ID", letter.message_id
    yield "Date", format_datetime(letter.date)
    yield "From", _mailbox(letter.from_name, letter.from_address)
    yield "To", _mailbox(letter.to_name, letter.to_address)
    yield "Subject", _encoded_words(one_line(letter.subject))
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    if letter.reply_to:
        yield "Reply-To", _mailbox("", letter.reply_to)
    if earlier := letter.references.split():
        yield "In-Reply-To", earlier[0]
        yield "References", "\n ".join(earlier)
    if letter.unsubscribe_url:
        yield "List-Unsubscribe", f"<{letter.unsubscribe_url}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _mailbox(name: str, address: str) -> str:
    return f"{_phrase(one_line(name))}<{wire_address(address)}>"


def _phrase(name: str) -> str:
    """The name before an address: quoted when short and ASCII, else encoded words, which need no quotes."""
    if not name:
        return ""
    if _is_plain(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"\n '
    return f"{_encoded_words(name)}\n "


def _encoded_words(text: str) -> str:
    """The text as it stands when short and ASCII, else as RFC 2047 words of whole characters, one a line."""
    if _is_plain(text):
        return text
    chunks = [""]
    for character in text:
        if len((chunks[-1] + character).encode()) > ENCODED_OCTETS:
            chunks.append("")
        chunks[-1] += character
    return "\n ".join(f"=?utf-8?b?{b64encode(chunk.encode()).decode()}?=" for chunk in chunks)


def _is_plain(text: str) -> bool:
    """Words that look encoded are encoded again, so that they are shown and not decoded."""
    return text.isascii() and "=?" not in text and len(text) <= LINE_LENGTH - len("Subject: ")
