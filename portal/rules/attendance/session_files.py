"""The files of a session: how many there may be, and from when the registered see them."""

from datetime import datetime
from enum import StrEnum

from portal.rules.refusals.attendance import MeetingNotBegun, TooManyFiles, TooManyScans

MOST_FILES = 20  # of a session
MOST_SCANS = 6  # of a half-day: a sheet of a hundred names has four pages


class Shown(StrEnum):
    """From when the registered see a file: at once, or after the session."""

    BEFORE = "before"
    AFTER = "after"


def shown_now(shown: Shown, last_ends_at: datetime, now: datetime) -> bool:
    """Whether the registered see the file at `now`.

    After the session is after the end of its last half-day, not after the closing: people look for the slides that
    evening, and a session is closed days later.
    """
    return shown is Shown.BEFORE or now >= last_ends_at


def check_room_for_file(there: int) -> None:
    """Raise TooManyFiles when a session with that many files takes no other."""
    if there >= MOST_FILES:
        raise TooManyFiles(MOST_FILES)


def check_scan(there: int, starts_at: datetime, now: datetime) -> None:
    """Raise MeetingNotBegun while nobody can have signed, TooManyScans when the half-day has that many already."""
    if now < starts_at:
        raise MeetingNotBegun
    if there >= MOST_SCANS:
        raise TooManyScans(MOST_SCANS)
