"""When trainers and staff are reminded that a session which is over has not been closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.rules.base.days.working_days import plus_working_days

REMINDER_WORKING_DAYS = (2, 10)


@dataclass(frozen=True, slots=True, order=True)
class ClosingTerm:
    """A moment at which the closing is recalled, `days` working days after the last meeting ended."""

    at: datetime
    days: int


def closing_terms(last_ends_at: datetime) -> list[ClosingTerm]:
    """Two working days after the last meeting ended, and ten: the same hour on a Brussels clock."""
    return [ClosingTerm(plus_working_days(last_ends_at, days), days) for days in REMINDER_WORKING_DAYS]


def reached_term(found: Sequence[ClosingTerm], now: datetime) -> ClosingTerm | None:
    """The last term reached: one that the portal slept through is not caught up beside it."""
    return max((term for term in found if term.at <= now), default=None)


def coming_term(found: Sequence[ClosingTerm], now: datetime) -> ClosingTerm | None:
    """The first term still to come."""
    return min((term for term in found if term.at > now), default=None)
