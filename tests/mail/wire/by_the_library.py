"""A letter's bytes by the standard library's own classes: what portal/mail/wire/letters.py is compared with.

Its policy folds four headers itself, because the library folds them wrongly.
"""

import hashlib
from base64 import b64encode
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from portal.mail.wire.characters import one_line, paragraphs, wire_address
from portal.mail.wire.letters import Letter

LINE_LENGTH = 76
ENCODED_OCTETS = 39
ADDRESS_HEADERS = ("from", "to", "reply-to")
TOKEN_HEADERS = ("message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post")


class WirePolicy(EmailPolicy):
    """The library's SMTP policy, with our own folding."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name.lower() == "subject" and value == one_line(value):
            return name, value
        return super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        key = name.lower()
        if key in ADDRESS_HEADERS:
            return f"{name}: {_fold_addresses(value.addresses)}\r\n"
        if key in TOKEN_HEADERS:
            return f"{name}: {_fold_tokens(value)}\r\n"
        if key == "subject":
            return f"{name}: {_encoded_words(value)}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


WIRE = WirePolicy(linesep="\r\n", max_line_length=LINE_LENGTH)


def by_the_library(letter: Letter) -> bytes:
    """The letter as an EmailMessage writes it."""
    message = EmailMessage(policy=WIRE)
    for name, value in _headers(letter):
        message[name] = value
    _add_bodies(message, letter)
    # Set last: making a multipart moves every Content- header into its first part.
    message["Content-Language"] = "fr"
    _fix_boundaries(message, letter)
    return message.as_bytes()


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
