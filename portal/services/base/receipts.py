"""What a submitted form did: the same form posted again, with the same content, finds it instead of doing it twice."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal import clock
from portal.database import db, insert_new
from portal.models.registrations.registrations import FormReceipt
from portal.rules.base.secrets import hashed
from portal.rules.refusals import Refusal


class DoneBefore(Exception):
    """A form was carried out already: the transaction that finds it leaves nothing behind."""


def once(command: object, carry_out: Callable[[], str]) -> str:
    """Carry out a form's command; posted again with the same content it gives the first outcome and changes nothing.

    `carry_out` keeps a receipt of the outcome in its own transaction. Raises what it refuses the first time.
    """
    try:
        return carry_out()
    except (Refusal, DoneBefore):
        receipt = db.session.get(FormReceipt, key_of(command))
        if receipt is None:
            raise
        return receipt.outcome


def keep(session: Session, command: object, account_id: int, outcome: str) -> None:
    """Remember what a command did, last, inside its own `writing()`. Raises DoneBefore, which `once` takes."""
    receipt = {"key": key_of(command), "account_id": account_id, "outcome": outcome, "at": clock.now()}
    if not insert_new(session, FormReceipt, [receipt]):
        raise DoneBefore


def key_of(command: object) -> str:
    """The key of a command: its form's own key, its actor and all it asks for. Other content is another command."""
    return hashed(repr(command))
