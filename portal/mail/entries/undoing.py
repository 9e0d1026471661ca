"""Whether the last move of a session can still be taken back: nobody was told of it yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import not_left
from portal.rules.base.states import MessageState
from portal.rules.base.verbs import ObjectKind, Verb

TELL_MOVES = ("meeting_moved", "meeting_added", "meeting_removed", "session_moved")


@dataclass(frozen=True, slots=True)
class Undo:
    """Until when, and what was before: the meetings as people know them, and what the move changed with them."""

    until: datetime
    kept: dict[str, Any]


def undo_of(session: Session, session_id: int) -> Undo | None:
    """The move that can be taken back now; None once a mail about it has left, or may leave."""
    last = session.scalar(
        select(Event)
        .where(
            Event.object_kind == ObjectKind.SESSION,
            Event.object_id == session_id,
            Event.verb.in_((Verb.RESCHEDULED, Verb.TOOK_MOVE_BACK)),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    kept = last.inputs.get("undo") if last is not None and last.verb == Verb.RESCHEDULED else None
    if not kept or datetime.fromisoformat(kept["until"]) <= clock.now():
        return None
    left = select(OutboxMessage.id).where(
        OutboxMessage.session_id == session_id,
        OutboxMessage.kind.in_(TELL_MOVES),
        OutboxMessage.created_at >= datetime.fromisoformat(kept["since"]),
        OutboxMessage.state != MessageState.DROPPED,
        not_(and_(*not_left())),
    )
    return None if session.scalar(left.limit(1)) else Undo(datetime.fromisoformat(kept["until"]), kept)
