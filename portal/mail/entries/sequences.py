"""Where SEQUENCE rises: the number and the date by which a calendar knows the newer of two revisions (RFC 5545)."""

from datetime import datetime, timedelta

from portal.models.post.mail import CalendarEntry


def raise_sequence(entry: CalendarEntry, now: datetime) -> None:
    """The next revision of an entry of which one may have left: SEQUENCE rises by one, DTSTAMP with it."""
    entry.sequence += 1
    raise_dtstamp(entry, now)


def raise_dtstamp(entry: CalendarEntry, now: datetime) -> None:
    """A newer wording of a revision that still waits: under its number, with a later DTSTAMP."""
    entry.dtstamp = _later(now, entry.dtstamp)


def _later(now: datetime, last: datetime) -> datetime:
    """Whole seconds, as calendars keep them, and always after the last revision."""
    return max(now.replace(microsecond=0), last + timedelta(seconds=1))
