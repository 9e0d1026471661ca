"""Writing a message into the outbox, in the transaction of its cause."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.models.mail import OutboxMessage
from portal.rules.states import CalendarMethod

URGENT = 0
ORDINARY = 5


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

    `key` is unique: a second message with the same key is never written. `expires_at`: after it the message is about
    something past and is dropped. `secret`: never shown to staff, its body is erased once sent.
    """

    key: str
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
    cause: Mapping[str, Any] = field(default_factory=dict)


def put(session: Session, envelope: Envelope) -> OutboxMessage | None:
    """Render the message and add its row; None when its key is already there."""
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == envelope.key)):
        return None
    subject, text, html = render(envelope.kind, envelope.to_name, envelope.context)
    calendar = envelope.calendar
    row = OutboxMessage(
        key=envelope.key,
        kind=envelope.kind,
        to_address=envelope.to_address,
        to_name=envelope.to_name,
        subject=subject,
        body_text=text,
        body_html=html,
        calendar=calendar.content if calendar else None,
        method=calendar.method if calendar else None,
        entry_id=calendar.entry_id if calendar else None,
        references=calendar.references if calendar else "",
        session_id=envelope.session_id,
        message_id=new_message_id(),
        secret=envelope.secret,
        priority=envelope.priority,
        not_before=envelope.not_before or clock.now(),
        expires_at=envelope.expires_at,
        cause=dict(envelope.cause),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def render(kind: str, to_name: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a message kind."""
    folder = f"mails/{kind}"
    settings = current_app.config["PORTAL"]
    values = {
        "to_name": to_name,
        "organisation_name": settings.organisation_name,
        "base_url": settings.base_url,
        **context,
    }
    subject = " ".join(render_template(f"{folder}/subject.txt", **values).split())
    return (
        subject,
        render_template(f"{folder}/body.txt", **values),
        render_template(f"{folder}/body.html", **values),
    )


def new_message_id() -> str:
    """A Message-ID of our own domain, kept with the row so that a retry is the same mail."""
    domain = current_app.config["PORTAL"].mail.sender_address.rpartition("@")[2]
    return f"<{secrets.token_hex(16)}@{domain}>"
