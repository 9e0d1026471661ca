"""What a delivery status notification says (RFC 3464), and which of our messages it speaks of."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from portal.mail.incoming.incoming_words import decoded, header
from portal.mail.wire.characters import one_line

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<[!-~]{3,198}>")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one recipient: `status` as in RFC 3463, such as 5.1.1."""

    status: str
    failed: bool
    detail: str


def reports_of(message: Message) -> tuple[Report, ...]:
    """One a recipient, of every report in the message."""
    return tuple(
        Report(_status(block), _word(block, "Action") == "failed", one_line(header(block, "Diagnostic-Code"))[:500])
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
        if block.get("Action") is not None
    )


def _blocks(part: Message) -> list[Message]:
    blocks = part.get_payload()
    return [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []


def _status(block: Message) -> str:
    """The diagnostic of the remote server is finer than a bare 5.0.0 of the one that reports."""
    own, remote = _STATUS.search(header(block, "Status")), _STATUS.search(header(block, "Diagnostic-Code"))
    if remote is not None and (own is None or own[0].endswith(".0.0")):
        return remote[0]
    return own[0] if own is not None else ""


def _word(block: Message, name: str) -> str:
    return header(block, name).strip().lower()


def returned_ids(message: Message) -> tuple[str, ...]:
    """The Message-IDs of what came back with the report."""
    return tuple(dict.fromkeys(found[0] for value in _returned(message) if (found := _MESSAGE_ID.search(value))))


def _returned(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            returned = email.message_from_string(decoded(part), policy=email.policy.compat32)
            yield header(returned, "Message-ID")
        elif part is not message and part.get("Message-ID") is not None:
            yield header(part, "Message-ID")
