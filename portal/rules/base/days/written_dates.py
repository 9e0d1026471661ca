"""Days, hours and moments as people write them, read for forms: "12/1/2027", "12 janvier 2027", "9 h 30", "930".

Whatever rules/base/dates.py shows with its year is read back. The day comes before the month, as in Belgium; only a
year of four digits may come first. What is half written is refused, never guessed: "12 janvier" has no year, "9" may
become "930".
"""

import re
from datetime import date, datetime, time

from portal.rules.base.text import fold
from portal.rules.refusals.base import (
    DayNotInCalendar,
    DayUnreadable,
    HourMissing,
    HourUnreadable,
    MomentUnreadable,
    WeekdayWrong,
    YearMissing,
)

THIS_CENTURY = range(70)  # of a year in two digits: "98" is 1998, as a relation may be that old
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
SHORTEST = 3  # letters of a month or a day of the week: "jui" is two months, and none

_WEEKDAY = re.compile(r"(?:([a-z]{3,8})\.?,? )?(.+)")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DIGITS = re.compile(r"([0-9]{1,2}) ?[-/. ] ?([0-9]{1,2}) ?[-/. ] ?([0-9]{4}|[0-9]{2})|([0-9]{2})([0-9]{2})([0-9]{4})")
_NAMED = re.compile(r"([0-9]{1,2})(?:er)?[ -]?([a-z]{3,9})\.?[ -]?([0-9]{4}|[0-9]{2})")
_WITHOUT_YEAR = re.compile(r"([0-9]{1,2})(?: ?[-/.] ?[0-9]{1,2}| ?(?:er)? ?[a-z]{3,9}\.?)[-/. ]?")
_HOUR = re.compile(
    r"([0-9]{1,2}) ?(?:h|heures?)(?: ?([0-9]{2}))?"
    r"|([0-9]{1,2})(?:[:.]([0-9]{2})(?::[0-9]{2})?|([0-9]{2}))"
)
_MOMENT = re.compile(rf"(.+?)(?:,? a |, | |t)({_HOUR.pattern})")


def read_day(typed: str) -> date:
    """The day that was written.

    Raises YearMissing, WeekdayWrong ("lundi" before a Tuesday), DayNotInCalendar (31 February), else DayUnreadable.
    """
    weekday, rest = _weekday_apart(fold(typed))
    year, month, day = _numbers(rest)
    try:
        found = date(year, month, day)
    except ValueError:
        raise DayNotInCalendar from None
    if weekday is not None and weekday != found.weekday():
        raise WeekdayWrong(weekday=WEEKDAYS[found.weekday()])
    return found


def read_hour(typed: str) -> time:
    """The hour that was written. Raises HourUnreadable, also for "9" alone: what is half written begins like that."""
    found = _HOUR.fullmatch(fold(typed))
    if found is None:
        raise HourUnreadable
    hour, minute = [*(int(group) for group in found.groups() if group is not None), 0][:2]
    try:
        return time(hour, minute)
    except ValueError:
        raise HourUnreadable from None


def read_moment(typed: str) -> datetime:
    """The day and the hour that were written, without a zone.

    Raises HourMissing after a day alone, MomentUnreadable where the two cannot be told apart, else as its parts do.
    """
    folded = fold(typed)
    if _is_day(folded):
        raise HourMissing
    found = _MOMENT.fullmatch(folded)
    if found is None:
        raise MomentUnreadable
    return datetime.combine(read_day(found[1]), read_hour(found[2]))


def _is_day(folded: str) -> bool:
    try:
        _numbers(_weekday_apart(folded)[1])
    except (DayUnreadable, YearMissing):
        return False
    return True


def _weekday_apart(folded: str) -> tuple[int | None, str]:
    found = _WEEKDAY.fullmatch(folded)
    if found is None or found[1] is None:
        return None, folded
    place = _place(found[1], WEEKDAYS)
    if place is None:
        raise DayUnreadable
    return place, found[2]


def _numbers(rest: str) -> tuple[int, int, int]:
    """Year, month and day."""
    if iso := _ISO.fullmatch(rest):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if digits := _DIGITS.fullmatch(rest):
        day, month, year = (group for group in digits.groups() if group is not None)
        return _year(year), int(month), int(day)
    named = _NAMED.fullmatch(rest)
    month_place = _place(named[2], MONTHS) if named else None
    if named is None or month_place is None:
        raise YearMissing if _WITHOUT_YEAR.fullmatch(rest) else DayUnreadable
    return _year(named[3]), month_place + 1, int(named[1])


def _year(written: str) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    return year + (2000 if year in THIS_CENTURY else 1900)


def _place(written: str, names: tuple[str, ...]) -> int | None:
    """Which of the names begins like this; None when none does, or several do."""
    places = [place for place, name in enumerate(names) if name.startswith(written)]
    return places[0] if len(places) == 1 and len(written) >= SHORTEST else None
