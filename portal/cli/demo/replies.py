"""What came back to the demo's invitations: answers of calendars, two returned mails, two things to read."""

from collections.abc import Sequence
from datetime import UTC, timedelta

from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.mail.entries.revisions import shown_from
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.services.post import inbound
from portal.settings import current_settings

ANSWERS = (
    ("ACCEPTED", ""),
    ("TENTATIVE", "Je confirme lundi."),
    ("DECLINED", "Je suis en congé ce jour-là."),
    ("ACCEPTED", ""),
)
PROPOSAL = "Pourrions-nous commencer une demi-heure plus tard\u202f? Je conduis ma fille à l’école."


def load(session_id: int) -> None:
    """Some of the session's calendars answer, one proposes another time, one address is no more, one box is full."""
    entries = _entries(session_id)
    for entry, (word, comment) in zip(entries, ANSWERS, strict=False):
        inbound.receive(_reply(entry, word, comment))
    for entry in entries[len(ANSWERS) : len(ANSWERS) + 1]:
        inbound.receive(_reply(entry, "TENTATIVE", PROPOSAL, "COUNTER"))
    for entry in entries[len(ANSWERS) + 1 : len(ANSWERS) + 2]:
        inbound.receive(_reply(entry, "DECLINED", "Je laisse ma place.", sender=f"autre.{entry.mailbox}"))
    for entry in entries[len(ANSWERS) + 2 : len(ANSWERS) + 3]:
        inbound.receive(_report(entry, "5.1.1"))
    for entry in entries[len(ANSWERS) + 3 : len(ANSWERS) + 4]:
        inbound.receive(_report(entry, "5.2.2"))


def _entries(session_id: int) -> Sequence[CalendarEntry]:
    """Those of people, not of trainers, in the order of their registration."""
    found = select(CalendarEntry).where(CalendarEntry.session_id == session_id, CalendarEntry.live.is_(True))
    return [entry for entry in db.session.scalars(found.order_by(CalendarEntry.id)) if entry.shown["people"]]


def _half_an_hour_later(entry: CalendarEntry) -> list[str]:
    lines = []
    shown = shown_from(entry.shown)
    for name, moment in (("DTSTART", shown.starts_at), ("DTEND", shown.ends_at)):
        later = moment.astimezone(UTC) + timedelta(minutes=30)
        lines.append(f"{name}:{later:%Y%m%dT%H%M%SZ}")
    return lines


def _reply(entry: CalendarEntry, word: str, comment: str, method: str = "REPLY", sender: str = "") -> bytes:
    lines = [
        f"From: <{sender or entry.mailbox}>",
        f"Message-ID: <demo-{entry.uid}>",
        "Subject: Invitation",
        f"Content-Type: text/calendar; charset=utf-8; method={method}",
        "",
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT={word}:mailto:{entry.mailbox}",
        *([f"COMMENT:{comment}"] if comment else []),
        *(_half_an_hour_later(entry) if method == "COUNTER" else []),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def _report(entry: CalendarEntry, status: str) -> bytes:
    """The delivery report of the entry's own message."""
    message_id = db.session.scalar(select(OutboxMessage.message_id).where(OutboxMessage.entry_id == entry.id))
    lines = [
        "Return-Path: <>",
        f"To: {current_settings().mail.sender_address}",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example.org",
        "",
        f"Final-Recipient: rfc822; {entry.mailbox}",
        "Action: failed",
        f"Status: {status}",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {message_id}",
        "",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()
