"""The mails of `/courrier`, in development only: each read back from the very bytes that left, or would leave."""

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.mail.wire.letters import message_for
from portal.mail.wire.outbox import letter_of
from portal.mail.wire.transport import kept_at
from portal.models.post.mail import OutboxMessage
from portal.queries.post.mail_lines import MailLine, line_of
from portal.rules.accounts.sign_in_limits import VALID
from portal.rules.base.secrets import BLOCK, LETTERS
from portal.settings import current_settings

MOST = 100
_CODE = re.compile(rf"\b[{LETTERS}]{{{BLOCK}}}-[{LETTERS}]{{{BLOCK}}}\b")


@dataclass(frozen=True, slots=True)
class MailPage:
    """A mail, read back from the very bytes that left or would leave; `raw` is empty once they were erased."""

    line: MailLine
    sender: str
    recipient: str
    text: str
    html: str
    calendar: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class SignInCode:
    """A sign-in code that may still be good."""

    mail_id: int
    to_address: str
    code: str


def recent() -> list[MailLine]:
    """The newest mails, the newest first, a hundred at most."""
    newest = select(OutboxMessage).order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc()).limit(MOST)
    return [_line(row) for row in db.session.scalars(newest)]


def latest_code(lines: Sequence[MailLine]) -> SignInCode | None:
    """The newest sign-in code among these mails, for as long as it is good."""
    oldest = clock.now() - VALID
    for line in lines:
        code = _CODE.search(line.subject)
        if line.kind == "sign_in_code" and code and line.at > oldest:
            return SignInCode(line.id, line.to_address, code.group())
    return None


def read(mail_id: int) -> MailPage | None:
    """One mail, or None when there is none with this id."""
    row = db.session.get(OutboxMessage, mail_id)
    if row is None:
        return None
    raw = _raw(row)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return MailPage(
        line=_line(row),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        text=_part(message, "text/plain"),
        html=_part(message, "text/html"),
        calendar=_part(message, "text/calendar"),
        raw=raw,
    )


def _line(row: OutboxMessage) -> MailLine:
    return line_of(row, row.subject or _kept_subject(row))


def _kept_subject(row: OutboxMessage) -> str:
    """The subject of a secret mail is erased from its row once sent; in development its file still has it."""
    message = email.message_from_bytes(_kept(row), policy=email.policy.default)
    return str(message["Subject"] or "")


def _raw(row: OutboxMessage) -> bytes:
    """The bytes that were kept, or those that would leave now; nothing where they left and were erased."""
    kept = _kept(row)
    return kept or (message_for(letter_of(row)).as_bytes() if row.body_html else b"")


def _kept(row: OutboxMessage) -> bytes:
    path = kept_at(current_settings().home / "mails", row.message_id, row.created_at)
    return path.read_bytes() if path.exists() else b""


def _part(message: EmailMessage, kind: str) -> str:
    part = next((part for part in message.walk() if part.get_content_type() == kind), None)
    return str(part.get_content()) if part is not None else ""
