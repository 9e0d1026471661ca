"""What the portal writes because something arrived. Written inside the caller's `writing()`; never to a machine."""

import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.mail.compose.registrations.registrations import about
from portal.mail.entries import situations
from portal.mail.entries.revisions import Shown, shown_from
from portal.mail.entries.situations import Row, Situation
from portal.mail.stories.stories import spoken
from portal.mail.wire import outbox
from portal.mail.wire.causes import Cause
from portal.mail.wire.links import page
from portal.mail.wire.outbox import Envelope
from portal.mail.wire.personal_links import mark
from portal.mail.wire.words import header_name, names, unlinkable
from portal.models.accounts.accounts import Account
from portal.models.post.inbound import InboundMessage
from portal.models.post.mail import CalendarEntry
from portal.rules.base.states import InboundReason, InboundState
from portal.settings import current_settings

MOST_AN_HOUR = 30
SHOWN_LINES = 40
# Staff read where their answer goes; anything that a mail program could take for a link is broken up.
_PLAIN_ADDRESS = re.compile(r"(?!www\.)[\w.+-]+@[\w.-]+", re.ASCII)


def ask_to_confirm(session: Session, entry: CalendarEntry, registration_ids: Collection[int]) -> None:
    """ "Confirmez-vous ?", to the mailbox that declined: once, until somebody has chosen."""
    situation = situations.read(session, entry.session_id, registration_ids, everyone=False)
    rows = [situation.rows[number] for number in registration_ids]
    outbox.put(session, question(situation, shown_from(entry.shown), entry.meeting_id, rows))


def question(situation: Situation, shown: Shown, meeting_id: int | None, rows: Sequence[Row]) -> Envelope:
    """The mail "Confirmez-vous ?" to a mailbox that declined one meeting, for those whose seats it is about."""
    steps = repr([(row.registration.id, row.registration.version) for row in rows])
    meeting = next((one for one in situation.meetings if one.id == meeting_id), shown.meeting)
    return Envelope(
        key=f"declined:{situation.training.id}:{hashlib.sha256(steps.encode()).hexdigest()[:16]}",
        once=True,
        kind="invitation_declined",
        to_address=rows[0].mailbox,
        to_name=header_name([row.name for row in rows]),
        context={
            **about(situation),
            "given_name": rows[0].given_name if len(rows) == 1 else "",
            "names": names([row.name for row in rows]),
            "cards": [meeting],
            "choices": [_choice(row) for row in rows],
            "hand_on": "",
            "by_self": False,
            "partner": "" if rows[0].partner.individual else rows[0].partner_name,
        },
        session_id=situation.training.id,
        expires_at=shown.starts_at,
        cause=Cause(registrations=sorted(row.registration.id for row in rows)),
    )


def _choice(row: Row) -> dict[str, str]:
    link = mark(row.registration)
    return {"name": row.name, "free": f"{link}/annuler", "come": f"{link}/je-viens"}


def forward(session: Session, row: InboundMessage) -> tuple[InboundState, InboundReason | None]:
    """Hand what a human wrote to the staff, who answer by replying; beyond thirty an hour it waits on their page."""
    recent = select(func.count(InboundMessage.id)).where(
        InboundMessage.state == InboundState.FORWARDED, InboundMessage.received_at > clock.now() - timedelta(hours=1)
    )
    own = current_settings().mail.sender_address
    staff = [account for account in situations.staff_accounts(session) if account.email != own]
    if (session.scalar(recent) or 0) >= MOST_AN_HOUR or not row.sender:
        return InboundState.TO_READ, InboundReason.TOO_MANY
    if not staff:
        return InboundState.TO_READ, None
    outbox.put_all(session, [forwarded(row, account) for account in staff])
    return InboundState.FORWARDED, None


def forwarded(row: InboundMessage, account: Account) -> Envelope:
    """What a human wrote, for one of the staff; the answer goes straight to who wrote."""
    lines = [unlinkable(line) for line in row.words.splitlines()]
    return _to_staff(
        account,
        key=f"forwarded:{row.id}:{account.id}",
        kind="message_forwarded",
        reply_to=row.sender,
        context={
            "sender": row.sender if _PLAIN_ADDRESS.fullmatch(row.sender) else unlinkable(row.sender),
            "subject": unlinkable(row.subject),
            "words": "\n".join(lines[:SHOWN_LINES]),
            "cut": len(lines) > SHOWN_LINES,
            "page_url": page(f"/gestion/reponses/{row.id}"),
        },
        cause=Cause(inbound=row.id),
    )


def distrusted(session: Session, status: str) -> None:
    """Tell staff that a mail server refuses us, once a day at most."""
    outbox.put_all(session, [alert(status, account) for account in situations.staff_accounts(session)])


def alert(status: str, account: Account) -> Envelope:
    """The mail that tells one of the staff that a mail server refuses us."""
    return _to_staff(
        account,
        key=f"distrusted:{clock.today()}:{account.id}",
        once=True,
        kind="mail_distrusted",
        context={"status": status, "desk_url": page("/gestion/courriers")},
        cause=Cause(status=status),
    )


def _to_staff(account: Account, *, context: dict[str, Any], **values: Any) -> Envelope:
    return Envelope(
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={"given_name": unlinkable(account.called), **context},
        **values,
    )
