"""A message of the outbox as one line of a list: the staff's (desk_outbox) and that of development."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in the list. `at` is when it left, or else when it was written."""

    id: int
    to_address: str
    subject: str
    kind: str
    state: MessageState
    at: datetime
    not_before: datetime
    problem: str
    has_invitation: bool


def line_of(row: OutboxMessage, subject: str) -> MailLine:
    """The row in a list, under this subject."""
    return MailLine(
        id=row.id,
        to_address=row.to_address,
        subject=subject,
        kind=row.kind,
        state=row.state,
        at=row.sent_at or row.created_at,
        not_before=row.not_before,
        problem=row.last_error,
        has_invitation=row.method is not None,
    )
