"""The week that a coordinator is told of on Monday, and when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal import clock

AT = time(7)
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday: `starts_at` and `ends_at` are its first moment in Brussels and that of the next."""

    monday: date

    @property
    def starts_at(self) -> datetime:
        """Midnight before its Monday."""
        return clock.utc(datetime.combine(self.monday, time()))

    @property
    def ends_at(self) -> datetime:
        """Midnight before the next Monday."""
        return clock.utc(datetime.combine(self.monday + A_WEEK, time()))


def week_of(now: datetime) -> Week:
    """The week of a moment, on the calendar of Brussels."""
    today = clock.local(now).date()
    return Week(today - timedelta(days=today.weekday()))


def next_monday(now: datetime) -> datetime:
    """The next Monday at seven in Brussels, after that moment."""
    this = clock.utc(datetime.combine(week_of(now).monday, AT))
    return this if this > now else clock.utc(datetime.combine(week_of(now).monday + A_WEEK, AT))
