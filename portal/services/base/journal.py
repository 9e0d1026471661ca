"""Writing the append-only journal."""

from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal import clock
from portal.models.base.journal import Event
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.registrations.transitions import TransitionKind

ADDING = insert(Event.metadata.tables[Event.__tablename__])


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: a verb about one object, with before, after, reason and the inputs of the decision."""

    verb: Verb | TransitionKind
    object_kind: ObjectKind
    object_id: int
    session_id: int | None = None
    before: str = ""
    after: str = ""
    reason: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)


def record(session: Session, actor_id: int | None, *entries: Entry) -> None:
    """Add events, by `actor_id` (None: the portal itself), now, in one statement."""
    if entries:
        at = clock.now()
        session.execute(ADDING, [{"at": at, "actor_id": actor_id, **_values(entry)} for entry in entries])


def _values(entry: Entry) -> dict[str, Any]:
    """By name and not as a deep copy: `inputs` is on its way into the row as JSON."""
    return {column.name: getattr(entry, column.name) for column in fields(entry)}
