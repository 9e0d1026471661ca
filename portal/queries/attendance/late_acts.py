"""Reading what was noted of a session after its time, with the reason that was given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.database import db
from portal.models.base.journal import Event
from portal.rules.base.verbs import Verb
from portal.rules.registrations.transitions import TransitionKind

# As services/attendance journals them: presence, the closing, another outcome.
CORRECTED = TransitionKind.OUTCOME_CORRECTED.value
LATE = (Verb.MARKED_PRESENCE, Verb.CLOSED_SESSION, CORRECTED)


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
    statement = (
        select(Event)
        .where(Event.session_id == session_id, Event.verb.in_(LATE), Event.reason != "")
        .options(joinedload(Event.actor))
        .order_by(Event.id)
    )
    return tuple(_act(event) for event in db.session.scalars(statement))


def _act(event: Event) -> LateAct:
    whose = event.object_id if event.verb == CORRECTED else None
    return LateAct(event.at, event.verb, event.actor.name if event.actor else "", event.reason, whose)
