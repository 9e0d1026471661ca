"""Working days: Monday to Friday without the public holidays of Belgium, on the clocks of Brussels."""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache

import holidays

from portal import clock

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Say whether offices work on this day."""
    return day.weekday() < SATURDAY and day not in _public_holidays(day.year)


def working_day_before(day: date) -> date:
    """Return the last working day that is earlier than this day."""
    return _count(day, 1, step=-1)


@lru_cache(maxsize=4096)
def minus_working_days(moment: datetime, n: int) -> datetime:
    """Return the same time on the clock n working days earlier (UTC); a day off counts as none."""
    return _same_time_on(_count(clock.local(moment).date(), n, step=-1), moment)


def plus_working_days(moment: datetime, n: int) -> datetime:
    """Return the same time on the clock n working days later (UTC); a day off counts as none."""
    return _same_time_on(_count(clock.local(moment).date(), n, step=1), moment)


def _count(day: date, n: int, *, step: int) -> date:
    while n > 0:
        day += timedelta(days=step)
        n -= is_working_day(day)
    return day


def _same_time_on(day: date, moment: datetime) -> datetime:
    return clock.utc(datetime.combine(day, clock.local(moment).time()))


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BE", years=year))
