"""What a submitted form did: the same form posted again, with the same content, finds it instead of doing it twice."""

from sqlalchemy.orm import Session

from portal import clock
from portal.models.registrations import FormReceipt
from portal.rules.secrets import hashed


def key_of(command: object) -> str:
    """The key of a command: its form's own key, its actor and all it asks for. Other content is another command."""
    return hashed(repr(command))


def outcome_of(session: Session, command: object) -> str | None:
    """What the same command did before, or None; asked under the lock that the first one held."""
    receipt = session.get(FormReceipt, key_of(command))
    return receipt.outcome if receipt is not None else None


def keep(session: Session, command: object, account_id: int, outcome: str) -> None:
    """Remember what a command did, inside its own `writing()`."""
    session.add(FormReceipt(key=key_of(command), account_id=account_id, outcome=outcome, at=clock.now()))
