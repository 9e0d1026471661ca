"""How often people may cause mails to others: the act is refused in words, before anything changes.

What is owed for an act that was done always leaves. Giving up one's seat, "Ce n’est pas moi" and what staff do are
never refused.
"""

from datetime import datetime, timedelta

DAY = timedelta(days=1)
# One person in one session: each time after the first, an earlier registration of the day had ended.
MOST_REGISTRATIONS = 4
# People of one mailbox in one session who gave up in a day: many names at one address are one reader.
MOST_ENDED_PER_MAILBOX = 12
# Addresses that one account gives for the first time.
MOST_NEW_ADDRESSES = 60
# New addresses that one person receives.
MOST_CORRECTIONS = 4
# Messages written by hand to the participants of one session.
MESSAGE_PAUSE = timedelta(minutes=10)
MOST_MESSAGES = 4


def next_message_at(written: list[datetime], now: datetime) -> datetime | None:
    """When the next message of a session may be written, given when the earlier ones were; None: now."""
    recent = sorted(moment for moment in written if moment > now - DAY)
    waits = [recent[-1] + MESSAGE_PAUSE] if recent else []
    if len(recent) >= MOST_MESSAGES:
        waits.append(recent[-MOST_MESSAGES] + DAY)
    until = max(waits, default=now)
    return until if until > now else None
