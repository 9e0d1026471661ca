"""Writing by hand to a part of a session's participants: each receives it alone, once, and the session remembers it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail.compose.planning import session_messages as compose
from portal.mail.compose.planning.session_messages import Words
from portal.mail.stories.stories import spoken
from portal.models.accounts.accounts import Account
from portal.models.planning.announcements import SessionMessage
from portal.models.planning.audiences import members
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.audiences import Audience
from portal.rules.refusals.planning import MessageTooSoon, NobodyToTell
from portal.rules.registrations.pace import DAY, next_message_at
from portal.services.base import receipts
from portal.services.base.journal import Entry, record


@dataclass(frozen=True, slots=True)
class Write:
    """What to say to whom; the same form posted twice is one message."""

    session_id: int
    actor_id: int
    audience: Audience
    subject: str
    body: str
    form_key: str


def write(command: Write) -> int:
    """Write the mails, to leave at once; returns how many. Raises MessageTooSoon, NobodyToTell, NotFound."""
    return int(receipts.once(command, lambda: str(_write(command))))


def _write(command: Write) -> int:
    with writing() as session:
        training = lock_row(session, TrainingSession, command.session_id)
        author = session.get_one(Account, command.actor_id)
        _check_pace(session, author, training.id)
        message = _keep(session, command)
        chosen = members(session, training.id, command.audience)
        words = Words(command.subject, command.body, spoken(author))
        message.recipients = compose.send(session, training.id, chosen, words, message.id)
        if not message.recipients:
            raise NobodyToTell
        inputs = {"audience": command.audience.value, "recipients": message.recipients}
        record(
            session,
            author.id,
            Entry(Verb.WROTE_TO_PARTICIPANTS, ObjectKind.MESSAGE, message.id, training.id, inputs=inputs),
        )
        receipts.keep(session, command, author.id, str(message.recipients))
        return message.recipients


def _check_pace(session: Session, author: Account, session_id: int) -> None:
    """One message in ten minutes, four in a day; staff write as often as they must. Raises MessageTooSoon."""
    if author.is_staff or author.is_admin:
        return
    now = clock.now()
    recent = SessionMessage.created_at > now - DAY
    written = session.scalars(select(SessionMessage.created_at).where(SessionMessage.session_id == session_id, recent))
    at = next_message_at(list(written), now)
    if at is not None:
        raise MessageTooSoon(at=at)


def _keep(session: Session, command: Write) -> SessionMessage:
    message = SessionMessage(
        session_id=command.session_id,
        author_id=command.actor_id,
        audience=command.audience,
        subject=command.subject,
        body=command.body,
        created_at=clock.now(),
    )
    session.add(message)
    session.flush()
    return message
