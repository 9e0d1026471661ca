"""Reading what was noted of a session after its time, with the reason that was given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.database import rows
from portal.database.reading import one_of
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.rules.base.names import full_name
from portal.rules.base.verbs import Verb
from portal.rules.registrations.transitions import TransitionKind

# As services/attendance journals them: presence, the closing, another outcome.
CORRECTED = TransitionKind.OUTCOME_CORRECTED.value
LATE = (Verb.MARKED_PRESENCE, Verb.CLOSED_SESSION, CORRECTED)
LATE_ACTS = (
    select(Event.at, Event.verb, Event.object_id, Event.reason, Account.given_name, Account.family_name, Account.email)
    .outerjoin(Account, Account.id == Event.actor_id)
    .where(Event.session_id == bindparam("session_id"), one_of(Event.verb, LATE), Event.reason != "")
    .order_by(Event.id)
)


@dataclass(frozen=True, slots=True)
class LateAct:
    """One act that came late: what it was, by whom, and why. `registration_id` is whose outcome was corrected."""

    at: datetime
    verb: str
    by: str
    reason: str
    registration_id: int | None


def late_acts(session_id: int) -> tuple[LateAct, ...]:
    """What was marked, closed or corrected late in this session, in the order it was done; one statement."""
    return tuple(_act(row) for row in rows(LATE_ACTS, session_id=session_id))


def _act(row: AnyRow) -> LateAct:
    whose = row.object_id if row.verb == CORRECTED else None
    return LateAct(
        row.at, row.verb, full_name(row.given_name or "", row.family_name or "") or row.email or "", row.reason, whose
    )
