"""How long ago a card of the directory was confirmed, and what that is worth."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

AGEING_MONTHS = 6
STALE_MONTHS = 12
DAYS_IN_WEEK = 7


class Freshness(StrEnum):
    """Confirmed less than 6 months ago, 6 to 12 months ago, and longer ago or never."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"


class Unit(StrEnum):
    """In what an age is told."""

    TODAY = "today"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Age:
    """An age as people say it: 3 weeks, 2 months."""

    count: int
    unit: Unit


def months_between(earlier: date, later: date) -> int:
    """Whole calendar months from one day to a later one; from the 31st, a shorter month counts at its end."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if later.day >= earlier.day or _is_last_day(later) else months - 1


def freshness(verified_on: date | None, today: date) -> Freshness:
    """What a card confirmed on that day is worth today. A day in the future counts as today."""
    if verified_on is None:
        return Freshness.STALE
    months = months_between(verified_on, today)
    if months < AGEING_MONTHS:
        return Freshness.FRESH
    return Freshness.AGEING if months < STALE_MONTHS else Freshness.STALE


def age(verified_on: date, today: date) -> Age:
    """How long ago that was: days, then whole weeks, from 2 months whole months, from 2 years whole years."""
    days = max((today - verified_on).days, 0)
    months = months_between(verified_on, today)
    if days < DAYS_IN_WEEK:
        return Age(days, Unit.DAYS if days else Unit.TODAY)
    if months < 2:
        return Age(days // DAYS_IN_WEEK, Unit.WEEKS)
    if months < 2 * STALE_MONTHS:
        return Age(months, Unit.MONTHS)
    return Age(months // 12, Unit.YEARS)


def _is_last_day(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
