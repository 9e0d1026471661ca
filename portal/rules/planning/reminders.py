"""When the people who come are reminded: some days before, at the hour of the meeting, once for the same days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.rules.registrations.deadlines import days_before

REMINDER_DAYS = (7, 1)
POSSIBLE_DAYS = (14, 7, 3, 2, 1)


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A moment at which the people of a session are reminded of the meeting that starts then, `days` before it."""

    at: datetime
    starts_at: datetime
    days: int


def terms(starts: Sequence[datetime], days: Collection[int]) -> list[Term]:
    """The terms of a session whose meetings start then, oldest first.

    A meeting that follows another within these days has no term of its own: the earlier reminder showed it too.
    """
    ordered = sorted(starts)
    found = []
    for place, starts_at in enumerate(ordered):
        for number in days:
            at = days_before(starts_at, number)
            if place == 0 or ordered[place - 1] < at:
                found.append(Term(at, starts_at, number))
    return sorted(found)


def due_term(found: Sequence[Term], now: datetime) -> Term | None:
    """The last term reached, while its meeting is still to come: one that the portal slept through is not caught up."""
    reached = [term for term in found if term.at <= now]
    return reached[-1] if reached and now < reached[-1].starts_at else None


def next_term(found: Sequence[Term], now: datetime) -> Term | None:
    """The first term still to come."""
    return next((term for term in found if term.at > now), None)


def has_time_for(term: Term, since: datetime, moved_at: datetime | None) -> bool:
    """Whether who has had the seat since then is reminded: not somebody who was told of it all after the term."""
    return since <= term.at and (moved_at is None or moved_at <= term.at)
