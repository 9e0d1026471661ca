"""Messages about signing in and accounts."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.mail import outbox
from portal.mail.links import link


def sign_in_code(
    session: Session, challenge_id: int, address: str, token: str, code: str, expires_at: datetime
) -> None:
    """The link and the 6-digit code, by the priority lane; its body is erased once sent."""
    envelope = outbox.Envelope(
        key=f"sign-in:{challenge_id}",
        kind="sign_in_code",
        to_address=address,
        to_name="",
        context={"link": link("signing_in.open_link", token=token), "code": code, "expires_at": expires_at},
        secret=True,
        priority=outbox.URGENT,
        expires_at=expires_at,
        cause={"challenge": challenge_id},
    )
    outbox.put(session, envelope)
