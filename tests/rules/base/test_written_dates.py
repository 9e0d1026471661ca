"""Days and hours are read as people write them and as the portal shows them; what is half written is refused."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.base import dates
from portal.rules.base.days.written_dates import read_day, read_hour, read_moment
from portal.rules.refusals import Refusal
from portal.rules.refusals.base import (
    DayNotInCalendar,
    DayUnreadable,
    HourMissing,
    HourUnreadable,
    MomentUnreadable,
    WeekdayWrong,
    YearMissing,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    "typed",
    [
        "12 janvier 2027",
        "12/1/2027",
        "12/01/2027",
        "12-01-27",
        "12.01.2027",
        "12 01 2027",
        "12012027",
        "2027-01-12",
        "2027/1/12",
        " 12\u00a0Janv. 2027 ",
        "12 janv 27",
        "mardi 12 janvier 2027",
        "mar. 12/1/2027",
        "Mardi, 12 janvier 2027",
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed) == date(2027, 1, 12)


@pytest.mark.parametrize(("typed", "year"), [("1/2/00", 2000), ("1/2/69", 2069), ("1/2/70", 1970), ("1/2/98", 1998)])
def test_a_year_of_two_digits_is_the_nearer_one(typed: str, year: int) -> None:
    assert read_day(typed) == date(year, 2, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1er février 2027", date(2027, 2, 1)),
        ("1 fev 2027", date(2027, 2, 1)),
        ("3 août 2027", date(2027, 8, 3)),
        ("3 AOUT 2027", date(2027, 8, 3)),
        ("3 juil. 2027", date(2027, 7, 3)),
        ("3 mar 2027", date(2027, 3, 3)),
    ],
)
def test_a_month_is_read_short_and_without_its_accents(typed: str, day: date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("12/1", YearMissing),
        ("12/1/", YearMissing),
        ("12 janvier", YearMissing),
        ("1er janvier", YearMissing),
        ("mardi 12 janvier", YearMissing),
        ("31/02/2027", DayNotInCalendar),
        ("12/13/2027", DayNotInCalendar),
        ("2027-02-30", DayNotInCalendar),
        ("lundi 12 janvier 2027", WeekdayWrong),
        ("12", DayUnreadable),
        ("12/", DayUnreadable),
        ("12/1/2", DayUnreadable),
        ("12/1/202", DayUnreadable),
        ("120127", DayUnreadable),
        ("12 jui 2027", DayUnreadable),
        ("12 pluviôse 2027", DayUnreadable),
        ("2027-01", DayUnreadable),
        ("demain", DayUnreadable),
        ("le 12 janvier 2027", DayUnreadable),
        ("12/1/2027 9h", DayUnreadable),
        ("٣/1/2027", DayUnreadable),
        ("", DayUnreadable),
    ],
)
def test_half_a_day_is_refused_for_what_it_lacks(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_day(typed)


@pytest.mark.parametrize(
    "typed", ["9h30", "9 h 30", "9\u00a0h\u00a030", "9:30", "09:30", "09:30:00", "9.30", "930", "0930", "9 heures 30"]
)
def test_an_hour_is_read_however_it_is_written(typed: str) -> None:
    assert read_hour(typed) == time(9, 30)


@pytest.mark.parametrize("typed", ["9h", "9 H", "9 heures", "900", "9:00"])
def test_a_full_hour_needs_no_minutes_where_it_says_that_it_is_one(typed: str) -> None:
    assert read_hour(typed) == time(9)


@pytest.mark.parametrize(
    "typed", ["", "9", "09", "9:", "9:3", "9h3", "93", "24:00", "9h60", "h30", "matin", "9h30 12h"]
)
def test_half_an_hour_of_writing_is_refused(typed: str) -> None:
    with pytest.raises(HourUnreadable):
        read_hour(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "12/1/2027 9h30",
        "12/01/2027 09:30",
        "12/01/2027 à 9 h 30",
        "12 janvier 2027, 9 h 30",
        "12 janvier 2027 930",
        "mardi 12 janvier 2027 à 9\u00a0h\u00a030",
        "2027-01-12T09:30",
        "2027-01-12T09:30:00",
        "2027-01-12 09:30",
    ],
)
def test_a_moment_is_a_day_and_an_hour(typed: str) -> None:
    assert read_moment(typed) == datetime.combine(date(2027, 1, 12), time(9, 30))


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("04102027", HourMissing),
        ("12 janvier 2027", HourMissing),
        ("2027-01-12", HourMissing),
        ("31/02/2027", HourMissing),
        ("12/1 9h30", YearMissing),
        ("12 janvier 9h30", YearMissing),
        ("31/02/2027 9h30", DayNotInCalendar),
        ("lundi 12 janvier 2027 à 9 h", WeekdayWrong),
        ("12/1/2027 25:00", HourUnreadable),
        ("12/1/2027 9", MomentUnreadable),
        ("9h30", MomentUnreadable),
        ("12 janvier", MomentUnreadable),
        ("bientôt", MomentUnreadable),
        ("", MomentUnreadable),
    ],
)
def test_half_a_moment_is_refused_for_what_it_lacks(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_moment(typed)


@pytest.mark.parametrize("shown", [dates.date_long, dates.date_medium, dates.iso])
@given(day=DAYS)
def test_a_day_that_we_show_with_its_year_is_read_back(shown: Callable[[date], str], day: date) -> None:
    assert read_day(shown(day)) == day


@given(hour=HOURS)
def test_an_hour_that_we_show_is_read_back(hour: time) -> None:
    assert read_hour(dates.clock_time(hour)) == hour


@given(day=DAYS, hour=HOURS)
def test_a_moment_that_we_show_is_read_back(day: date, hour: time) -> None:
    there = datetime.combine(day, hour)

    assert read_moment(dates.datetime_long(there.replace(tzinfo=ZoneInfo("Europe/Brussels")))) == there


@given(text=st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_day, read_hour, read_moment):
        try:
            read(text)
        except Refusal as refusal:
            assert refusal.status == 422
