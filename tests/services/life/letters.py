"""One message of an entry, as the bytes that leave: everything that docs/calendar.md promises of it."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

import icalendar
import vobject

from portal.mail.wire.letters import message_for
from portal.mail.wire.outbox import letter_of
from portal.models.post.mail import OutboxMessage
from tests.services.life.snapshots import Row

SENDER = "formations@example.org"
SHAPE = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
ASKED = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}


def judge(row: Row) -> None:
    """Assert every promise about the message of this row of the outbox."""
    raw = message_for(letter_of(OutboxMessage(**row))).as_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    _judge_headers(message, row)
    _judge_parts(list(message.walk()), row)
    _judge_event(row)


def _judge_headers(message: EmailMessage, row: Row) -> None:
    assert [one.addr_spec for one in message["To"].addresses] == [row["to_address"]]
    assert [one.addr_spec for one in message["From"].addresses] == [SENDER]
    assert (message["Cc"], message["Bcc"], message["List-Unsubscribe"]) == (None, None, None)
    assert message["Message-ID"] == row["message_id"]
    assert (message["In-Reply-To"] or "", message["References"] or "") == (row["references"], row["references"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Content-Language"] == "fr"


def _judge_parts(parts: list[Message], row: Row) -> None:
    assert [part.get_content_type() for part in parts] == SHAPE
    calendar, attached = parts[4], parts[5]
    assert calendar.get_param("method") == row["method"].value
    assert (calendar["Content-Transfer-Encoding"], calendar["Content-Disposition"]) == ("base64", None)
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == row["calendar"]
    said = " ".join(str(part.get_content()) for part in parts[2:4] if isinstance(part, EmailMessage))
    assert set(re.findall(r"[\w.]+@[\w.]+", said)) <= {row["to_address"]}


def _judge_event(row: Row) -> None:
    lines = row["calendar"].split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() or True for line in lines)
    calendar = icalendar.Calendar.from_ical(row["calendar"])
    [event] = calendar.walk("VEVENT")
    assert event.errors == []
    cancelled = calendar["METHOD"] == "CANCEL"
    assert (event["STATUS"], calendar["METHOD"]) == ("CANCELLED" if cancelled else "CONFIRMED", row["method"].value)
    assert event["ORGANIZER"] == f"mailto:{SENDER}"
    assert event["ATTENDEE"] == f"mailto:{row['to_address']}"
    assert {name: event["ATTENDEE"].params[name] for name in ASKED} == ASKED
    assert event["DTSTART"].params["TZID"] == event["DTEND"].params["TZID"] == "Europe/Brussels"
    assert [alarm["ACTION"] for alarm in event.walk("VALARM")] == ([] if cancelled else ["DISPLAY"])
    assert {"SENT-BY", "X-ALT-DESC"}.isdisjoint({*event, *event["ORGANIZER"].params})
    assert all("/seances/" in link for link in re.findall(r"https?://\S+", event["DESCRIPTION"]))
    other = vobject.readOne(row["calendar"].decode()).vevent
    assert (other.uid.value, other.summary.value) == (event["UID"], event["SUMMARY"])
    assert other.dtstart.value == event["DTSTART"].dt
