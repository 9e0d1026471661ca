"""Reading a calendar's answer (METHOD:REPLY), as Outlook, Exchange, Google, Apple and Thunderbird write it."""

import re
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event

from portal.mail.wire.characters import paragraphs
from portal.rules.base.encodings import read_text
from portal.rules.base.text import fold_email
from portal.rules.post.replies import CalendarReply, Dmarc

LONGEST_COMMENT = 1000
LARGEST_SEQUENCE = 2**31 - 1
MOST_ATTENDEES = 50
_METHOD = re.compile(r"^METHOD[^:\r\n]{0,100}:\s*([A-Za-z-]{1,40})\s*$", re.MULTILINE | re.IGNORECASE)


class NotOneObject(Exception):
    """There is no calendar in it, or several."""


def method_of(content: bytes) -> str:
    """The method of the object, in capitals; "" for a calendar that is only shown."""
    found = _METHOD.search(_decoded(content))
    return found[1].upper() if found else ""


def reply_from(content: bytes, sender: str, dmarc: Dmarc) -> CalendarReply:
    """What the answer says. Raises NotOneObject, and whatever a broken object makes the library raise."""
    calendars = Calendar.from_ical(paragraphs(_decoded(content)).strip() + "\n", multiple=True)
    if len(calendars) != 1:
        raise NotOneObject
    events = [found for found in calendars[0].walk("VEVENT") if isinstance(found, Event)]
    event = events[0] if events else Event()
    return CalendarReply(
        uid=str(event.get("UID", ""))[:120],
        events=len(events),
        answers=_answers(event),
        sequence=_sequence(event),
        dtstamp=_moment(event, "DTSTAMP"),
        comment=_comment(event),
        sender=sender,
        dmarc=dmarc,
        starts_at=_moment(event, "DTSTART"),
        ends_at=_moment(event, "DTEND"),
    )


def _decoded(content: bytes) -> str:
    """UTF-8 is the rule; an older Outlook writes its own code page, some programs UTF-16."""
    read = read_text(content)
    return read.text if read else content.decode("cp1252", "replace")


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _answers(event: Event) -> tuple[tuple[str, str], ...]:
    """Exchange writes MAILTO: in capitals, and PARTSTAT in quotes now and then."""
    found = []
    for attendee in _several(event.get("ATTENDEE"))[:MOST_ATTENDEES]:
        address = re.sub("(?i)^mailto:", "", str(attendee))
        word = str(getattr(attendee, "params", {}).get("PARTSTAT", "NEEDS-ACTION"))
        found.append((fold_email(address), word.strip('"').upper()))
    return tuple(found)


def _sequence(event: Event) -> int:
    """Without one it answers the first revision (RFC 5545); a negative one is older than any."""
    try:
        return min(max(int(event.get("SEQUENCE", 0)), -1), LARGEST_SEQUENCE)
    except (TypeError, ValueError):
        return 0


def _moment(event: Event, name: str) -> datetime | None:
    """One of its dates; one that cannot be read, or has no zone, is as good as none."""
    moment = getattr(event.get(name), "dt", None)
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None


def _comment(event: Event) -> str:
    """What the person wrote with the answer. Exchange writes an empty line when nothing was said."""
    written = [str(comment) for comment in _several(event.get("COMMENT"))]
    return paragraphs("\n".join(written)).strip()[:LONGEST_COMMENT]
