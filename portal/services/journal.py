"""Writing the append-only journal."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.models.journal import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: a verb about one object, with before, after, reason and the inputs of the decision."""

    verb: str
    object_kind: str
    object_id: int
    session_id: int | None = None
    before: str = ""
    after: str = ""
    reason: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)


def record(session: Session, actor_id: int | None, entry: Entry) -> None:
    """Add one event, by `actor_id` (None: the portal itself), now."""
    session.add(
        Event(
            at=clock.now(),
            actor_id=actor_id,
            verb=entry.verb,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            session_id=entry.session_id,
            before=entry.before,
            after=entry.after,
            reason=entry.reason,
            inputs=entry.inputs,
        )
    )
