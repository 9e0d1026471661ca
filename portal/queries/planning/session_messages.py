"""Reading the messages written to a session's participants, and who would receive the next one."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.database import db
from portal.mail.compose.planning import session_messages as compose
from portal.mail.compose.planning.session_messages import Receiver, Words
from portal.mail.stories.stories import spoken
from portal.models.accounts.accounts import Account
from portal.models.planning.announcements import SessionMessage
from portal.models.planning.audiences import members, participants
from portal.rules.planning.audiences import Audience, belongs


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would receive it, by name, and the mail as the first of them would read it."""

    receivers: tuple[Receiver, ...]
    subject: str
    text: str


def counts(session_id: int) -> dict[Audience, int]:
    """How many people each part of the session has."""
    found = participants(db.session(), session_id).values()
    return {audience: sum(belongs(audience, who) for who in found) for audience in Audience}


def preview(session_id: int, audience: Audience, subject: str, body: str, author_id: int) -> Preview | None:
    """What the message would do, nothing is written; None where nobody would receive it."""
    session = db.session()
    chosen = members(session, session_id, audience)
    found = compose.receivers(session, session_id, chosen)
    if not found:
        return None
    words = Words(subject, body, spoken(session.get(Account, author_id)))
    return Preview(tuple(found), *compose.sample(session, session_id, chosen, words))


def written(session_id: int) -> list[SessionMessage]:
    """What was written to the session's participants, the latest first. Callers have scoped the session."""
    statement = (
        select(SessionMessage)
        .where(SessionMessage.session_id == session_id)
        .options(joinedload(SessionMessage.author))
        .order_by(SessionMessage.id.desc())
    )
    return list(db.session.scalars(statement))
