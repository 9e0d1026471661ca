"""The days of the demo: counted from today, on working days."""

from datetime import date, datetime, time, timedelta

from portal import clock
from portal.rules.base.days.working_days import is_working_day

MORNING, NOON_THIRTY = time(9), time(12, 30)


def morning(days: int) -> tuple[datetime, datetime]:
    """9 h to 12 h 30 on the first working day, that many days from today or later."""
    return on_the_clock(working_day(clock.today() + timedelta(days=days)), MORNING, NOON_THIRTY)


def working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def on_the_clock(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """From one hour to another of that day in Brussels, as the database keeps them."""
    return clock.utc(datetime.combine(day, starts)), clock.utc(datetime.combine(day, ends))
