"""Dates and times as French-speaking Belgians read them: explicit patterns, Brussels time."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date

from portal.clock import local

NBSP = "\u00a0"
LOCALE = "fr"
AFTERNOON, EVENING = 12, 18


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


# A list says the same days over and over, and reading a pattern costs more than all the rest of its row.
@lru_cache(maxsize=4096)
def _written(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=LOCALE)


def _pattern(value: date | datetime, pattern: str) -> str:
    day = _day(value)
    text = _written(day, pattern)
    return text.replace(" 1 ", " 1er ", 1) if day.day == 1 and "d " in pattern else text


def date_long(value: date | datetime) -> str:
    """jeudi 3 décembre 2026"""
    return _pattern(value, "EEEE d MMMM y")


def date_medium(value: date | datetime) -> str:
    """3 décembre 2026"""
    day = _day(value)
    text = _written(day, "d MMMM y")
    return f"1er{text[1:]}" if day.day == 1 else text


def date_short(value: date | datetime) -> str:
    """3 déc."""
    day = _day(value)
    text = _written(day, "d MMM")
    return f"1er{text[1:]}" if day.day == 1 else text


def day_month(value: date | datetime) -> str:
    """jeudi 3 décembre"""
    return _pattern(value, "EEEE d MMMM ").rstrip()


def half_day(value: datetime) -> str:
    """3 déc. matin, 3 déc. après-midi or, from 18 h on, 3 déc. soir: two half-days of one day are told apart."""
    return f"{date_short(value)} {_part_of_day(value)}"


def half_day_words(value: datetime) -> str:
    """jeu. 3 déc. matin: a half-day that heads a column or names a sheet of its own."""
    return f"{_written(_day(value), 'EEE')} {half_day(value)}"


def half_days(starts: Sequence[datetime], words: Callable[[datetime], str] = half_day) -> list[str]:
    """The half-days of a list in words, no two alike: those that begin in one half of a day say their hours too."""
    said = [words(start) for start in starts]
    often = Counter(said)
    return [
        text if often[text] == 1 else f"{text}, {clock_time(start)}" for text, start in zip(said, starts, strict=True)
    ]


def _part_of_day(value: datetime) -> str:
    hour = local(value).hour
    if hour < AFTERNOON:
        return "matin"
    return "après-midi" if hour < EVENING else "soir"


def month_long(value: date | datetime) -> str:
    """Décembre 2026"""
    return _written(_day(value), "MMMM y").capitalize()


def month_abbr(value: date | datetime) -> str:
    """déc."""
    return _written(_day(value), "MMM")


def day_name(value: date | datetime) -> str:
    """jeudi"""
    return _written(_day(value), "EEEE")


def day_number(value: date | datetime) -> str:
    """3"""
    return str(_day(value).day)


def clock_time(value: datetime | time) -> str:
    """9 h 30, or 9 h"""
    moment = local(value).time() if isinstance(value, datetime) else value
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def timespan(start: datetime, end: datetime) -> str:
    """9 h – 12 h 30; a line may break after its dash, not before."""
    return f"{clock_time(start)}\u00a0– {clock_time(end)}"


def duration(minutes: int) -> str:
    """3 h 30, 3 h, or 45 min"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def datetime_long(value: datetime) -> str:
    """jeudi 3 décembre 2026 à 9 h"""
    return f"{date_long(value)} à {clock_time(value)}"


def iso(value: date | datetime) -> str:
    """2026-12-03, or the local moment with its offset"""
    return local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
