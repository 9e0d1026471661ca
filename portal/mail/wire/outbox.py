"""Writing messages into the outbox, in the transaction of their cause, and reading one back as a letter.

A message kind is a folder under templates/mails/ with two files: `subject.txt`, and `body.html`, which is
written once and rendered twice, with the building blocks of `_parts.html` and of `_parts.txt`. So the text
of a mail says all that its HTML says.
"""

import re
import secrets
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy import String, and_, case, cast, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import insert_new
from portal.mail.wire.bounce_addresses import bounce_address
from portal.mail.wire.causes import Cause
from portal.mail.wire.characters import one_line
from portal.mail.wire.letters import Letter
from portal.mail.wire.personal_links import reveal
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import has_not_left, not_left
from portal.rules.base.states import CalendarMethod, MessageState
from portal.settings import current_settings

URGENT = 0
ORDINARY = 5
# What concerns nobody in particular lets everything else pass.
PATIENT = 8
TEXT_WIDTH = 72
OTHER_WHITE = re.compile(r"[\t\n\v\f\r]")
# The key of a message dropped unread: how it began, so that its occasion still finds it, and its own number.
KEY_KEPT, GIVEN_BACK = 160, ":dropped:"


class MessageKeyTaken(RuntimeError):
    """A message that somebody is owed cannot be written: another one has its key."""


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """The iTIP object a message carries for an entry, and the message ids it follows."""

    entry_id: int
    method: CalendarMethod
    content: bytes
    references: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message to one recipient. `kind` names its folder of templates under templates/mails/.

    `key` is unique and drawn when it is left empty. A message whose key is taken is an error (MessageKeyTaken), but
    where a rule says that its occasion is told `once`: then the second one is not written.
    `expires_at`: after it the message is about something past and is dropped. `secret`: never shown to staff, its
    body is erased once sent. `message_id` is drawn when it is left empty. `stop_link` is the mark of an announcement's
    one-click way out; `reply_to` where an answer goes that is not for the portal's own mailbox.
    """

    kind: str
    to_address: str
    to_name: str
    context: Mapping[str, Any]
    session_id: int | None = None
    calendar: CalendarPart | None = None
    secret: bool = False
    priority: int = ORDINARY
    not_before: datetime | None = None
    expires_at: datetime | None = None
    cause: Cause = field(default_factory=Cause)
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    once: bool = False
    message_id: str = ""
    stop_link: str = ""
    reply_to: str = ""


def put(session: Session, envelope: Envelope) -> bool:
    """Render the message and add its row; False when it is told once and was. Raises MessageKeyTaken."""
    return put_all(session, [envelope]) == 1


def put_all(session: Session, envelopes: Sequence[Envelope]) -> int:
    """Render the messages and add their rows, in one statement; returns how many.

    What is told once and was is left out. Raises MessageKeyTaken for any other message whose key is there already.
    """
    first: dict[str, Envelope] = {}
    for envelope in envelopes:
        if first.setdefault(envelope.key, envelope) is not envelope and not envelope.once:
            raise MessageKeyTaken(envelope.key)
    rows = [_row(envelope) for envelope in first.values()]
    written = insert_new(session, OutboxMessage, rows)
    if written < len(rows):
        owed = {row["message_id"]: row["key"] for row in rows if not first[row["key"]].once}
        there = session.scalars(select(OutboxMessage.message_id).where(OutboxMessage.message_id.in_(owed)))
        for lost in owed.keys() - set(there):
            raise MessageKeyTaken(owed[lost])
    return written


def rewrite(row: OutboxMessage, envelope: Envelope) -> None:
    """Say something newer in a message that no worker has claimed yet: same row, key and Message-ID."""
    values = {"not_before": envelope.not_before or clock.now(), "created_at": clock.now(), **_words(envelope)}
    for name, value in values.items():
        setattr(row, name, value)


def drop(row: OutboxMessage, why: str) -> None:
    """Let a message that is not to leave be forgotten; `why` stays with its row, and its key is given back."""
    if has_not_left(row):
        row.key = f"{row.key[:KEY_KEPT]}{GIVEN_BACK}{row.id}"
    row.state, row.last_error = MessageState.DROPPED, why


def dropped(why: str) -> dict[str, Any]:
    """What `drop` does, as the values of one UPDATE for many messages.

    What is told once is told once: a message that nobody can have read keeps its key from none that is owed later.
    """
    beginning, number = func.substr(OutboxMessage.key, 1, KEY_KEPT), cast(OutboxMessage.id, String)
    key = case((and_(*not_left()), beginning + GIVEN_BACK + number), else_=OutboxMessage.key)
    return {"state": MessageState.DROPPED, "last_error": why, "key": key}


def _row(envelope: Envelope) -> dict[str, Any]:
    """The values of a new row."""
    return {
        "key": envelope.key,
        "to_address": envelope.to_address,
        "session_id": envelope.session_id,
        "message_id": envelope.message_id or new_message_id(),
        "references": envelope.calendar.references if envelope.calendar else "",
        "reply_to": envelope.reply_to,
        "stop_link": envelope.stop_link,
        "secret": envelope.secret,
        "priority": envelope.priority,
        "not_before": envelope.not_before or clock.now(),
        # A letter written for later carries the date on which it may leave, and grows old from then on.
        "created_at": max(clock.now(), envelope.not_before or clock.now()),
        **_words(envelope),
    }


def _words(envelope: Envelope) -> dict[str, Any]:
    """What a message says, and until when it is of use."""
    calendar = envelope.calendar
    subject, text, html = render(envelope.kind, envelope.to_name, envelope.context)
    return {
        "kind": envelope.kind,
        "to_name": envelope.to_name,
        "subject": subject,
        "body_text": text,
        "body_html": html,
        "calendar": calendar.content if calendar else None,
        "method": calendar.method if calendar else None,
        "entry_id": calendar.entry_id if calendar else None,
        "expires_at": envelope.expires_at,
        "cause": envelope.cause.as_json(),
    }


def render(kind: str, to_name: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a message kind."""
    templates = current_app.jinja_env
    settings = current_settings()
    values = {
        "to_name": to_name,
        "organisation_name": settings.organisation_name,
        "base_url": settings.base_url,
        **context,
    }
    subject = one_line(templates.get_template(f"mails/{kind}/subject.txt").render(values))
    body = templates.get_template(f"mails/{kind}/body.html")
    text, html = (_flavoured(body, flavour, values) for flavour in ("txt", "html"))
    return subject, wrapped(text.splitlines()), html


def _flavoured(body: Any, flavour: str, values: Mapping[str, Any]) -> str:
    """The body with the building blocks of one flavour, in that flavour's frame."""
    templates = current_app.jinja_env
    parts = templates.get_template(f"mails/_parts.{flavour}").make_module(dict(values))
    inner = Markup(body.render(values, ui=parts))  # noqa: S704 (an autoescaped template made it)
    return templates.get_template(f"mails/_layout.{flavour}").render(values, body=inner)


def wrapped(lines: Iterable[str]) -> str:
    """Text in lines of at most 72 characters, links whole, at most one empty line in a row."""
    kept: list[str] = []
    for line in lines:
        pieces = [line] if _fits(line) else _pieces(line) if line else []
        if pieces or (kept and kept[-1]):
            kept += pieces or [""]
    return "\n".join(kept).strip("\n") + "\n"


def _fits(line: str) -> bool:
    """Whether the line would come back as it is: most do, and to ask is far cheaper than to wrap."""
    return 0 < len(line) <= TEXT_WIDTH and not line[-1].isspace() and OTHER_WHITE.search(line) is None


def _pieces(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip(" "))]
    return textwrap.wrap(line, TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def new_message_id() -> str:
    """A Message-ID of our own domain, kept with the row so that a retry is the same mail."""
    return f"<{new_token()}>"


def new_token() -> str:
    """A random word at our own domain, for a Message-ID or a UID."""
    domain = current_settings().mail.sender_address.rpartition("@")[2]
    return f"{secrets.token_hex(16)}@{domain}"


def letter_of(row: OutboxMessage) -> Letter:
    """The row as the letter that leaves: the same row gives the same bytes. Raises ValueError as Letter does."""
    settings = current_settings().mail
    return Letter(
        to_address=row.to_address,
        to_name=row.to_name,
        subject=row.subject,
        text=reveal(row.body_text),
        html=reveal(row.body_html),
        message_id=row.message_id,
        date=row.created_at,
        from_address=settings.sender_address,
        from_name=settings.sender_name,
        envelope_from=bounce_address(row.id),
        references=row.references,
        reply_to=row.reply_to or None,
        unsubscribe_url=reveal(row.stop_link) or None,
        calendar=row.calendar,
        method=row.method,
    )
