"""What a mailbox wants to hear of new sessions, said by its own links. Service mails never ask it."""

from collections.abc import Iterable

from sqlalchemy import select, update

from portal import clock
from portal.database import lock_row, writing
from portal.mail.wire.outbox import dropped
from portal.models.planning.announcements import MailPreference
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import not_left
from portal.rules.base.states import MessageState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.services.base.journal import Entry, record
from portal.services.post.outbox_records import change_some_at_once

STOPPED = "its reader wants no announcement"


def stop(preference_id: int) -> None:
    """No announcement any more, not even one that waits; what was chosen before is kept for who comes back.

    Raises NotFound.
    """
    with writing() as session:
        row = lock_row(session, MailPreference, preference_id)
        if row.stopped_at is None:
            row.stopped_at = clock.now()
            mine = (OutboxMessage.to_address == row.mailbox) & (OutboxMessage.stop_link != "")
            session.execute(update(OutboxMessage).where(mine, *not_left()).values(dropped(STOPPED)))
            record(session, None, Entry(Verb.STOPPED_ANNOUNCEMENTS, ObjectKind.MAIL_PREFERENCE, row.id))


def drop_stopped() -> int:
    """Drop what waits for a reader who stopped while it was being written, or tried; returns how many."""
    stopped = select(MailPreference.mailbox).where(MailPreference.stopped_at.is_not(None))
    unwanted = select(OutboxMessage.id).where(
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.stop_link != "",
        OutboxMessage.lease_until.is_(None),
        OutboxMessage.to_address.in_(stopped),
    )
    return change_some_at_once(unwanted, dropped(STOPPED))


def choose(preference_id: int, themes: Iterable[str], communes: Iterable[str]) -> None:
    """Hear of these themes and communes, of all where none is named. Raises NotFound."""
    with writing() as session:
        row = lock_row(session, MailPreference, preference_id)
        row.stopped_at = None
        row.themes, row.communes = sorted(set(themes)), sorted(set(communes))
        inputs = {"themes": row.themes, "communes": row.communes}
        record(session, None, Entry(Verb.CHOSE_ANNOUNCEMENTS, ObjectKind.MAIL_PREFERENCE, row.id, inputs=inputs))
