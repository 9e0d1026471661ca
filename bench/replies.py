"""What reading an answer costs: the portal's reader against the two parsers it stands on, in the same run."""

import email
import email.policy

from icalendar import Calendar

from bench.measure import cpu_ratio
from portal.mail.incoming.incoming import read
from tests.mail.replies import PROGRAMS, Answer

ALLOWED = 2.0
ANSWER = Answer("3f6c@formations.example.org", "DECLINED", comment="Je suis en congé ce jour-là.")


def measure() -> bool:
    """Print the cost of one answer of each program; whether all are within the limit."""
    return all([_measured(program, write(ANSWER)) for program, write in PROGRAMS.items()])


def _measured(program: str, raw: bytes) -> bool:
    mine, parsers, ratio = cpu_ratio(lambda: read(raw), lambda: _parsers_alone(raw))
    print(f"  {program:<11} {mine:.2f} ms, parsers alone {parsers:.2f} ms: {ratio:.2f} times (limit {ALLOWED})")
    return ratio <= ALLOWED


def _parsers_alone(raw: bytes) -> object:
    """The least that reads the same: the message, and its first calendar."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return Calendar.from_ical(content)
