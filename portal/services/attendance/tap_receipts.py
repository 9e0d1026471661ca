"""Taps that a phone may send again count once: its keys are kept with the receipts of forms."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import add_new
from portal.models.registrations.registrations import FormReceipt
from portal.rules.base.secrets import hashed

CLASHED = "clashed"


def keep(session: Session, actor_id: int, meeting_id: int, keys: Sequence[str]) -> dict[str, bool]:
    """Keep the keys of these taps; returns those that came before, with whether they clashed then.

    They count for one person and one meeting. Taps without a key ("") are left out.
    """
    wanted = {_full(actor_id, meeting_id, key): key for key in keys if key}
    now = clock.now()
    rows = [{"key": full, "account_id": actor_id, "outcome": "", "at": now} for full in wanted]
    before = wanted.keys() - add_new(session, FormReceipt, rows)
    if not before:
        return {}
    kept = session.execute(select(FormReceipt.key, FormReceipt.outcome).where(FormReceipt.key.in_(before)))
    return {wanted[full]: outcome == CLASHED for full, outcome in kept}


def note_clashes(session: Session, actor_id: int, meeting_id: int, keys: Collection[str]) -> None:
    """Of these taps, keep that they were not applied."""
    found = [_full(actor_id, meeting_id, key) for key in keys if key]
    if found:
        session.execute(update(FormReceipt).where(FormReceipt.key.in_(found)).values(outcome=CLASHED))


def _full(actor_id: int, meeting_id: int, key: str) -> str:
    return hashed(f"tap {actor_id} {meeting_id} {key}")
