"""What a report of undelivered mail says, and which of our messages it speaks of.

RFC 3464 is read leniently: a space before a colon, "Failed", "5.0.0 (permanent failure)", a part in base64, and fields
that stand in the text because the boundary is broken.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from portal.mail.incoming.incoming_words import decoded, header, own_parts
from portal.mail.wire.characters import one_line, paragraphs
from portal.rules.base.text import fold_email
from portal.rules.post.bounces import status_in, statuses_in

MOST_REPORTS = 50
LONGEST_DETAIL = 2000
STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_MESSAGE_ID = re.compile(r"<[!-~]{3,198}>")
_ID_LINE = re.compile(r"(?im)^[> \t]*message-id[ \t]*:\s*(<[!-~]{3,198}>)")
_FIELD = re.compile(
    r"(?im)^[ \t]*(final-recipient|original-recipient|x-actual-recipient|action|status|diagnostic-code)[ \t]*:"
    r"[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)"
)
_BLANK = re.compile(r"\n[ \t]*\n")
_ADDRESS = re.compile(r"[^\s;<>\"']+@[^\s;<>\"',]+")
_FAILED = ("fail", "bounce", "expired", "undeliver", "error")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one recipient: `status` as in RFC 3463, such as 5.1.1, or three digits, or "".

    `recipients`: the names that the report gives to the one mailbox, folded; `detail`: what its server said.
    """

    recipients: tuple[str, ...]
    status: str
    failed: bool
    detail: str


def has_status_part(message: Message) -> bool:
    """Whether it is a report by RFC 3464; one that somebody forwards does not make it one."""
    return any(part.get_content_type() in STATUS_PARTS for part in own_parts(message))


def standard_reports(message: Message) -> tuple[Report, ...]:
    """One a recipient, of every delivery status in the message."""
    texts = [_text(part) for part in own_parts(message) if part.get_content_type() in STATUS_PARTS]
    return tuple(report for text in texts for report in reports_in(text))[:MOST_REPORTS]


def reports_in(text: str) -> tuple[Report, ...]:
    """One a recipient, of the fields of RFC 3464 in this text."""
    blocks = (_fields(block) for block in _BLANK.split(text))
    return tuple(_report(fields) for fields in blocks if "status" in fields or "action" in fields)


def _text(part: Message) -> str:
    """As it was written: the parser takes for a body what follows a field that it cannot read."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else []
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    text = "\n\n".join(block.as_string(maxheaderlen=0) for block in blocks if isinstance(block, Message))
    if encoding in ("base64", "quoted-printable"):
        whole = Message()
        whole["Content-Transfer-Encoding"] = encoding
        whole.set_payload(text.strip())
        text = decoded(whole)
    return paragraphs(text)


def _fields(block: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(block):
        found.setdefault(name.lower(), []).append(one_line(value))
    return found


def _report(fields: dict[str, list[str]]) -> Report:
    """The diagnostic of the remote server is finer than a bare 5.0.0 of the one that reports."""
    detail = " ".join(fields.get("diagnostic-code", []))[:LONGEST_DETAIL]
    own = (statuses_in(" ".join(fields.get("status", []))) or [""])[0]
    status = status_in(detail) if not own or own.endswith(".0.0") else own
    action = " ".join(fields.get("action", [])).lower()
    failed = action.startswith(_FAILED) if action else own.startswith("5")
    names = (name for name in ("original-recipient", "final-recipient", "x-actual-recipient"))
    said = " ".join(value for name in names for value in fields.get(name, []))
    addresses = dict.fromkeys(fold_email(found) for found in _ADDRESS.findall(said))
    return Report(tuple(addresses), status or own, failed, detail)


def returned_ids(message: Message) -> tuple[str, ...]:
    """The Message-IDs of what came back with the report, as a part of it or copied into its text."""
    return tuple(dict.fromkeys(found[0] for value in _returned(message) if (found := _MESSAGE_ID.search(value))))


def _returned(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            returned = email.message_from_string(decoded(part), policy=email.policy.compat32)
            yield header(returned, "Message-ID")
        elif part is not message and part.get("Message-ID") is not None:
            yield header(part, "Message-ID")
    for part in own_parts(message):
        if part.get_content_maintype() == "text":
            yield from _ID_LINE.findall(decoded(part))[:MOST_REPORTS]
