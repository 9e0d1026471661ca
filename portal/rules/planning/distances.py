"""Keeping a distance in days: the moments that staff chose follow a session that is copied or moved."""

from datetime import datetime, timedelta

from portal import clock
from portal.rules.registrations.deadlines import Chosen


def later(moment: datetime, shift: timedelta) -> datetime:
    """A moment moved by whole days, at its hour on a Brussels clock, whatever the clocks did in between."""
    return clock.utc(clock.local(moment).replace(tzinfo=None) + shift)


def days_between(before: datetime, after: datetime) -> timedelta:
    """How many days of the Brussels calendar lie between two moments, whatever their hours."""
    return clock.local(after).date() - clock.local(before).date()


def at_the_same_distance(chosen: Chosen, shift: timedelta) -> Chosen:
    """The moments chosen for a session that starts so many days later: each as many days before it as it was."""
    return {
        "opens_at": _shifted(chosen.get("opens_at"), shift),
        "closes_at": _shifted(chosen.get("closes_at"), shift),
        "cancel_deadline": _shifted(chosen.get("cancel_deadline"), shift),
        "freeze_at": _shifted(chosen.get("freeze_at"), shift),
        "quota_release_at": _shifted(chosen.get("quota_release_at"), shift),
    }


def after_a_move(chosen: Chosen, before: datetime, after: datetime, now: datetime) -> Chosen:
    """The moments chosen for a session whose start moves, at the same distance in days.

    An opening that has passed stays where it is when the session moves away: who could register still can.
    """
    shift = days_between(before, after)
    moved = at_the_same_distance(chosen, shift)
    opens_at = chosen.get("opens_at")
    if opens_at is not None and opens_at <= now and shift > timedelta():
        moved["opens_at"] = opens_at
    return moved


def _shifted(moment: datetime | None, shift: timedelta) -> datetime | None:
    return later(moment, shift) if moment else None
