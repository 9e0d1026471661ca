"""The reminder of a meeting: one mail a mailbox, worded on the day it is due, inside the caller's `writing()`."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import about
from portal.mail.entries import situations
from portal.mail.entries.situations import Row, Situation, by_name
from portal.mail.stories.stories import Recipient, spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause, ReminderTerm, reminder_of
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import mark
from portal.mail.wire.words import header_name, names
from portal.models.library.toolkits import Toolkit
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import ContentStatus, RegistrationState
from portal.rules.planning.reminders import Term, has_time_for

KIND = "reminder"
Toolkits = list[tuple[str, str]]


def at_term(session: Session, training_session_id: int, term: Term) -> None:
    """Remind who has had a seat since before the term: one mail a mailbox; coordinators hand on what has none."""
    situation = situations.read(session, training_session_id, [], everyone=True)
    rows = by_name(row for row in situation.rows.values() if _is_reminded(situation, row, term))
    situations.read_accounts(session, situation, [row.partner.id for row in rows if not row.mailbox], None)
    kits = toolkits(session, situation.training.workshop_id)
    outbox.put_all(session, [envelope(situation, term, who, mine, kits) for who, mine in _by_mailbox(situation, rows)])


def say_anew(session: Session, message: OutboxMessage, registration_ids: Sequence[int], term: Term) -> None:
    """Let a reminder that no worker has tried speak of these registrations only, as things stand now."""
    situation = situations.read(session, message.session_id or 0, registration_ids, everyone=False)
    rows = by_name(situation.rows[number] for number in registration_ids)
    hand_on = names([row.name for row in rows]) if reminder_of(message).hand_on else ""
    who = Recipient(message.to_address, message.to_name, _greeted(rows), hand_on)
    kits = toolkits(session, situation.training.workshop_id)
    outbox.rewrite(message, envelope(situation, term, who, rows, kits))


def _is_reminded(situation: Situation, row: Row, term: Term) -> bool:
    registration = row.registration
    seated = registration.state is RegistrationState.CONFIRMED and registration.left_at is None
    since = registration.confirmed_at or registration.joined_at
    return seated and row.person is not None and has_time_for(term, since, situation.training.moved_at)


def _by_mailbox(situation: Situation, rows: Sequence[Row]) -> Iterator[tuple[Recipient, list[Row]]]:
    boxes: dict[str, list[Row]] = defaultdict(list)
    handed: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.mailbox:
            boxes[row.mailbox].append(row)
        else:
            for account in situation.coordinators[row.partner.id]:
                handed[account.id].append(row)
    for address, mine in boxes.items():
        yield Recipient(address, header_name([row.name for row in mine]), _greeted(mine)), mine
    accounts = {account.id: account for found in situation.coordinators.values() for account in found}
    for number, mine in handed.items():
        account, theirs = accounts[number], names([row.name for row in mine])
        yield Recipient(account.email, spoken(account), _greeted(mine), theirs), mine


def _greeted(rows: Sequence[Row]) -> str:
    return rows[0].given_name if len(rows) == 1 else ""


def envelope(situation: Situation, term: Term, who: Recipient, rows: Sequence[Row], kits: Toolkits) -> Envelope:
    """The reminder to one mailbox about these registrations; its key is the mailbox's, once for the term."""
    return Envelope(
        key=_key(situation, term, who),
        once=True,
        kind=KIND,
        to_address=who.address,
        to_name=header_name([who.name]),
        context={**about(situation), **_words(situation, term, who, rows), "toolkits": kits},
        session_id=situation.training.id,
        expires_at=term.starts_at,
        cause=Cause(
            registrations=[row.registration.id for row in rows],
            reminder=ReminderTerm(term.starts_at, term.days, bool(who.hand_on)),
        ),
    )


def term_of(row: OutboxMessage) -> Term:
    """The term that a reminder's row was written for."""
    kept = reminder_of(row)
    return Term(kept.starts_at, kept.starts_at, kept.days)


def _key(situation: Situation, term: Term, who: Recipient) -> str:
    box = hashlib.sha256(f"{who.address}\n{bool(who.hand_on)}".encode()).hexdigest()[:16]
    return f"{KIND}:{situation.training.id}:{term.starts_at:%Y%m%dT%H%M}:-{term.days}d:{box}"


def _words(situation: Situation, term: Term, who: Recipient, rows: Sequence[Row]) -> dict[str, Any]:
    partner = rows[0].partner
    links = [(row.name, mark(row.registration)) for row in rows]
    return {
        "cards": [meeting for meeting in situation.meetings if meeting.starts_at >= term.starts_at],
        "given_name": who.given_name,
        "hand_on": who.hand_on,
        "names": names([row.name for row in rows]),
        "own_links": [] if who.hand_on else links,
        "by_self": False,
        "partner": "" if partner.individual else rows[0].partner_name,
    }


def toolkits(session: Session, workshop_id: int) -> Toolkits:
    """Title and address of the workshop's published toolkits, in order."""
    statement = select(Toolkit.title, Toolkit.slug).where(
        Toolkit.workshop_id == workshop_id, Toolkit.status == ContentStatus.PUBLISHED
    )
    found = session.execute(statement.order_by(Toolkit.position, Toolkit.id))
    return [(title, page(f"/boite-a-outils/{slug}")) for title, slug in found]
