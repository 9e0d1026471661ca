"""One message that arrived, read without trusting it: what it is, who says it, and what it says.

`read` never raises and opens no parser on a message beyond the caps; nothing here has an effect.
"""

import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from email.utils import getaddresses

from portal.mail.incoming.incoming_machines import is_automatic
from portal.mail.incoming.incoming_refusals import reports_of
from portal.mail.incoming.incoming_reports import Report, returned_ids
from portal.mail.incoming.incoming_words import LONGEST_HEADERS, LONGEST_WORDS, header, own_parts, text_of
from portal.mail.incoming.itip import NotOneObject, method_of, reply_from
from portal.mail.wire.bounce_addresses import is_sealed
from portal.mail.wire.characters import one_line, paragraphs, wire_address
from portal.rules.base.states import InboundKind, InboundReason
from portal.rules.base.text import fold_email
from portal.rules.post.replies import CalendarReply, Dmarc

LARGEST_MAIL = 1024 * 1024
LARGEST_CALENDAR = 256 * 1024
MOST_PARTS = 200
DEEPEST = 20
LONGEST_ADDRESS = 254
ANSWERS = ("REPLY", "COUNTER")
_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"^--[^\r\n]", re.MULTILINE)
_DESCRIPTION = re.compile(rb"^content-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_RESULT = re.compile(r"\s*dmarc\s*=\s*(\w+)", re.ASCII)
_PIECE = re.compile(r'\\.|["()]|[^\\"()]+')
_DELIVERED_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Received")
MOST_DELIVERIES = 40


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it was read. `digest` is the same for the same message, whichever way it came twice.

    `reason` is why it could not be read. `delivered_to` may hold the address that says what bounced.
    """

    digest: str
    kind: InboundKind
    sender: str = ""
    subject: str = ""
    words: str = ""
    dmarc: Dmarc = Dmarc.UNKNOWN
    method: str = ""
    reply: CalendarReply | None = None
    reports: tuple[Report, ...] = ()
    returned_ids: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    reason: InboundReason | None = None


class BeyondCaps(Exception):
    """The message is larger, deeper or more divided than any answer."""


def read(raw: bytes, authserv_id: str = "") -> Incoming:
    """What arrived. `authserv_id` names our own receiving server: only its word about the sender counts."""
    digest = hashlib.sha256(raw).hexdigest()
    try:
        _check_caps(raw)
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        digest = _digest(message, raw)
        if sum(1 for _part in message.walk()) > MOST_PARTS:
            raise BeyondCaps
        return _classified(message, raw, digest, authserv_id)
    except BeyondCaps:
        return Incoming(digest, InboundKind.UNREADABLE, words=_beginning(raw), reason=InboundReason.TOO_LARGE)
    # Whatever a stranger's bytes make a parser do, they stop nothing.
    except Exception:
        return Incoming(digest, InboundKind.UNREADABLE, words=_beginning(raw), reason=InboundReason.UNREADABLE)


def _check_caps(raw: bytes) -> None:
    """Counted on the bytes, before any parser: each level of depth needs a container of its own."""
    if len(raw) > LARGEST_MAIL:
        raise BeyondCaps
    # A parser takes a lone CR for a line end too.
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    containers = sum(1 for _one in _CONTAINER.finditer(lines))
    crowded = containers > 0 and sum(1 for _one in _BOUNDARY.finditer(lines)) > 10 * MOST_PARTS
    headers = lines.find(b"\n\n") if b"\n\n" in lines else len(lines)
    described = max((len(found[0]) for found in _DESCRIPTION.finditer(lines)), default=0)
    if containers > DEEPEST or crowded or max(headers, described) > LONGEST_HEADERS:
        raise BeyondCaps


def _digest(message: Message, raw: bytes) -> str:
    """By the Message-ID and the body: a second delivery differs in its trace headers alone."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    material = header(message, "Message-ID").encode() + b"\0" + hashlib.sha256(body).digest()
    return hashlib.sha256(material).hexdigest()


def _beginning(raw: bytes) -> str:
    return paragraphs(raw[:4000].decode("utf-8", "replace"))


def _classified(message: Message, raw: bytes, digest: str, authserv_id: str) -> Incoming:
    """First a report, which may carry our own invitation, then calendars, which Google too marks as automatic."""
    found = Incoming(
        digest=digest,
        kind=InboundKind.HUMAN,
        sender=_sender(message),
        subject=one_line(header(message, "Subject"))[:500],
        words=text_of(message)[:LONGEST_WORDS],
        dmarc=_dmarc(message, authserv_id),
        delivered_to=tuple(_delivered_to(message)),
    )
    sealed = is_sealed(found.delivered_to)
    reports = reports_of(message, raw, sealed=sealed)
    if reports is not None:
        return replace(found, kind=InboundKind.BOUNCE, reports=reports, returned_ids=returned_ids(message))
    if any(part.get_content_type() == "message/disposition-notification" for part in own_parts(message)):
        return replace(found, kind=InboundKind.AUTOMATIC)
    for part in _calendars(message):
        return _of_calendar(found, part)
    return replace(found, kind=InboundKind.AUTOMATIC) if is_automatic(message, sealed=sealed) else found


def _delivered_to(message: Message) -> Iterator[str]:
    """Every place where a server says for whom it took the message: each that forwards it writes one of its own."""
    for name in _DELIVERED_TO:
        for value in message.get_all(name, [])[:MOST_DELIVERIES]:
            yield paragraphs(str(value))


def _calendars(message: Message) -> Iterator[bytes]:
    """The calendar objects with a method; the same one is often there twice, as a part and as a file.

    A file that is no answer is what somebody attached: our own invitation, sent back with a question.
    """
    for part in message.walk():
        kind = part.get_content_type()
        content = part.get_payload(decode=True) if kind in ("text/calendar", "application/ics") else None
        method = method_of(content[:LARGEST_CALENDAR]) if isinstance(content, bytes) else ""
        if isinstance(content, bytes) and (method in ANSWERS or (method and kind == "text/calendar")):
            yield content


def _of_calendar(found: Incoming, content: bytes) -> Incoming:
    if len(content) > LARGEST_CALENDAR:
        raise BeyondCaps
    method = method_of(content)
    if method not in ANSWERS:
        return replace(found, kind=InboundKind.OTHER_CALENDAR, method=method)
    try:
        reply = reply_from(content, found.sender, found.dmarc)
    except NotOneObject:
        words = found.words or _beginning(content)
        return replace(found, kind=InboundKind.UNREADABLE, reason=InboundReason.UNREADABLE, words=words)
    kind = InboundKind.REPLY if method == "REPLY" else InboundKind.OTHER_CALENDAR
    return replace(found, kind=kind, method=method, reply=reply)


def _sender(message: Message) -> str:
    """The one address of the one From; "" for anything else, which nobody is believed by."""
    found = [address for _name, address in getaddresses([str(value) for value in message.get_all("From", [])])]
    address = fold_email(found[0]) if len(found) == 1 else ""
    try:
        wire_address(address)
    except ValueError:
        return ""
    return address if len(address) <= LONGEST_ADDRESS else ""


def _dmarc(message: Message, authserv_id: str) -> Dmarc:
    """What our own server said first: a line below its own was already there when the message came."""
    for value in message.get_all("Authentication-Results", []) if authserv_id else []:
        name, *results = _outside_quotes(one_line(str(value)).lower()).split(";")
        said = {found[1] for result in results if (found := _RESULT.match(result)) is not None}
        if name.split()[:1] == [authserv_id] and said:
            return Dmarc.FAIL if "fail" in said else Dmarc.PASS if said == {"pass"} else Dmarc.UNKNOWN
    return Dmarc.UNKNOWN


def _outside_quotes(value: str) -> str:
    """The words that our server chose itself: without quoted strings and comments, where a stranger's may stand."""
    kept, depth, quoted = [], 0, False
    for piece in _PIECE.findall(value):
        if quoted:
            quoted = piece != '"'
        elif piece in ("(", ")"):
            depth = max(depth + (1 if piece == "(" else -1), 0)
        elif depth == 0:
            quoted = piece == '"'
            kept.append(piece)
    return "".join(kept)
