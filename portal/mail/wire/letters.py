"""One mail as the outbox keeps it, and the exact bytes it becomes.

The bytes depend on the letter alone: a second try after a cut sends the same mail, and the
recipient's server can recognise it.
"""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import lru_cache
from typing import Any

from flask_mail import Message

from portal.mail.wire.characters import one_line, paragraphs, wire_address
from portal.rules.base.states import CalendarMethod

LINE_LENGTH = 76
# 39 octets are 52 letters of base64: with "Subject: =?utf-8?b?" and "?=" a line stays under 76.
ENCODED_OCTETS = 39
ADDRESS_HEADERS = ("from", "to", "reply-to")
# Their values are few, and reading them again for each letter would be most of what it costs to build one.
SAID_BY_ALL = (
    "auto-submitted",
    "content-disposition",
    "content-language",
    "content-transfer-encoding",
    "content-type",
    "mime-version",
    "x-auto-response-suppress",
)
MOST_PARSED = 256
TOKEN_HEADERS = ("message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post")


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


class _Headers(HeaderRegistry):
    """The standard library's headers; it makes a class for each one it meets, which is most of a letter's cost."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}
        self._parsed = lru_cache(maxsize=MOST_PARSED)(super().__call__)

    def __call__(self, name: str, value: Any) -> Any:
        """The header, which nobody changes; what every letter says anew is read once."""
        if type(value) is str and name.lower() in SAID_BY_ALL and "boundary" not in value:
            return self._parsed(name, value)
        return super().__call__(name, value)

    def __getitem__(self, name: str) -> Any:
        key = name.lower()
        if key not in self._made:
            self._made[key] = super().__getitem__(name)
        return self._made[key]


class WirePolicy(EmailPolicy):
    """The standard library's SMTP policy, with our own folding of the headers it folds wrongly.

    A long name with a comma loses its quotes and becomes several addresses; encoded words gain
    spaces; a message id or a link longer than a line becomes an encoded word that nobody decodes.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """A subject is kept as it was typed, even where it looks like an encoded word."""
        if name.lower() == "subject" and value == one_line(value):
            return name, value
        return super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        """One header, folded with CRLF."""
        key = name.lower()
        if key in ADDRESS_HEADERS:
            return f"{name}: {_fold_addresses(value.addresses)}\r\n"
        if key in TOKEN_HEADERS:
            return f"{name}: {_fold_tokens(value)}\r\n"
        if key == "subject":
            return f"{name}: {_encoded_words(value)}\r\n"
        return _folded(name, value) if key in SAID_BY_ALL else str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The folded header as octets; everything is ASCII by then."""
        return self.fold(name, value).encode("ascii")


@lru_cache(maxsize=MOST_PARSED)
def _folded(name: str, value: Any) -> str:
    return str(EmailPolicy.fold(WIRE, name, value))


WIRE = WirePolicy(linesep="\r\n", max_line_length=LINE_LENGTH, header_factory=_Headers())


class PortalMessage(Message):
    """Flask-Mail's message, built by EmailMessage: structured addresses, a calendar part with its method."""

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

    # Flask-Mail promises the older class; all it calls on it is as_bytes and as_string.
    def _message(self) -> EmailMessage:  # type: ignore[override] # Flask-Mail builds another class
        message = EmailMessage(policy=WIRE)
        for name, value in _headers(self.letter):
            message[name] = value
        _add_bodies(message, self.letter)
        # Set last: making a multipart moves every Content- header into its first part.
        message["Content-Language"] = "fr"
        _fix_boundaries(message, self.letter)
        return message


def message_for(letter: Letter) -> PortalMessage:
    """The message to hand to Flask-Mail; `.as_bytes()` is the same for the same letter, boundaries included.

    Raises ValueError for an address that mail cannot carry.
    """
    return PortalMessage(letter)


def _headers(letter: Letter) -> list[tuple[str, Any]]:
    headers: list[tuple[str, Any]] = [
        ("Message-ID", letter.message_id),
        ("Date", letter.date),
        ("From", _mailbox(letter.from_name, letter.from_address)),
        ("To", _mailbox(letter.to_name, letter.to_address)),
        ("Subject", one_line(letter.subject)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    ]
    if letter.reply_to:
        headers.append(("Reply-To", _mailbox("", letter.reply_to)))
    if earlier := letter.references.split():
        headers += [("In-Reply-To", earlier[0]), ("References", " ".join(earlier))]
    if letter.unsubscribe_url:
        headers.append(("List-Unsubscribe", f"<{letter.unsubscribe_url}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _add_bodies(message: EmailMessage, letter: Letter) -> None:
    message.set_content(paragraphs(letter.text), cte="quoted-printable")
    message.add_alternative(paragraphs(letter.html), subtype="html", cte="quoted-printable")
    if letter.calendar is None or letter.method is None:
        return
    parameters = {"charset": "UTF-8", "method": letter.method.value}
    message.add_alternative(letter.calendar, maintype="text", subtype="calendar", params=parameters)
    parameters = {"name": "invite.ics"}
    message.add_attachment(letter.calendar, "application", "ics", filename="invite.ics", params=parameters)


def _fix_boundaries(message: EmailMessage, letter: Letter) -> None:
    """The library draws boundaries by lot. "=_" occurs in neither quoted-printable nor base64."""
    seed = hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]
    containers = [part for part in message.walk() if part.is_multipart()]
    for depth, container in enumerate(containers):
        container.set_boundary(f"=_{seed}_{depth}")


def _mailbox(name: str, address: str) -> Address:
    return Address(one_line(name), addr_spec=wire_address(address))


def _fold_addresses(addresses: tuple[Address, ...]) -> str:
    folded = (f"{_phrase(one.display_name)}<{one.addr_spec}>" for one in addresses)
    return ",\r\n ".join(folded)


def _phrase(name: str) -> str:
    """The name before an address: quoted when short and ASCII, else encoded words, which need no quotes."""
    if not name:
        return ""
    if _is_plain(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"\r\n '
    return f"{_encoded_words(name)}\r\n "


def _fold_tokens(value: str) -> str:
    return "\r\n ".join(value.split(" "))


def _encoded_words(text: str) -> str:
    """The text as it stands when short and ASCII, else as RFC 2047 words of whole characters, one a line."""
    if _is_plain(text):
        return text
    chunks = [""]
    for character in text:
        if len((chunks[-1] + character).encode()) > ENCODED_OCTETS:
            chunks.append("")
        chunks[-1] += character
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk.encode()).decode()}?=" for chunk in chunks)


def _is_plain(text: str) -> bool:
    """Words that look encoded are encoded again, so that they are shown and not decoded."""
    return text.isascii() and "=?" not in text and len(text) <= LINE_LENGTH - len("Subject: ")
