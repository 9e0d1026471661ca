"""The words of a message that did not arrive, to the same person's corrected address."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal import clock
from portal.mail.wire.outbox import new_message_id, new_token
from portal.mail.wire.personal_links import renewed
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.registrations import Registration

KEPT = ("kind", "to_name", "subject", "session_id", "cause", "priority", "expires_at", "reply_to")


def send_to(session: Session, message: OutboxMessage, address: str, registrations: Mapping[int, Registration]) -> None:
    """Add the message once more for `address`, with links that work for these registrations. It has no calendar."""
    copy = OutboxMessage(
        key=f"again:{message.id}:{new_token()}",
        to_address=address,
        message_id=new_message_id(),
        body_text=renewed(message.body_text, registrations),
        body_html=renewed(message.body_html, registrations),
        not_before=clock.now(),
        created_at=clock.now(),
    )
    for name in KEPT:
        setattr(copy, name, getattr(message, name))
    session.add(copy)
