"""Working days in Belgium, by examples and by property."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.rules.base.days.working_days import (
    is_working_day,
    minus_working_days,
    plus_working_days,
    working_day_before,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
MILLENNIUM = datetime(2000, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 60 * 365 * 24 * 60).map(lambda minutes: MILLENNIUM + timedelta(minutes=minutes))


def brussels(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=clock.BRUSSELS).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 12, 3), True, id="an ordinary Thursday"),
        pytest.param(date(2026, 12, 5), False, id="a Saturday"),
        pytest.param(date(2026, 12, 6), False, id="a Sunday"),
        pytest.param(date(2026, 7, 21), False, id="the national day, a Tuesday"),
        pytest.param(date(2026, 5, 14), False, id="Ascension, a Thursday"),
        pytest.param(date(2027, 3, 29), False, id="Easter Monday, which moves"),
        pytest.param(date(2026, 12, 24), True, id="the day before Christmas"),
        pytest.param(date(2026, 7, 14), True, id="the French national day"),
    ],
)
def test_offices_work_from_monday_to_friday_without_belgian_holidays(day: date, expected: bool) -> None:
    assert is_working_day(day) is expected


@pytest.mark.parametrize(
    ("day", "before"),
    [
        pytest.param(date(2026, 12, 3), date(2026, 12, 2), id="Thursday"),
        pytest.param(date(2026, 12, 7), date(2026, 12, 4), id="Monday"),
        pytest.param(date(2026, 12, 6), date(2026, 12, 4), id="Sunday"),
        pytest.param(date(2027, 1, 4), date(2026, 12, 31), id="the Monday after New Year's Day"),
        pytest.param(date(2026, 5, 15), date(2026, 5, 13), id="the Friday after Ascension"),
    ],
)
def test_the_working_day_before(day: date, before: date) -> None:
    assert working_day_before(day) == before


def test_two_working_days_before_a_tuesday_is_the_friday_at_the_same_time() -> None:
    assert minus_working_days(brussels(2026, 12, 8, 13, 30), 2) == brussels(2026, 12, 4, 13, 30)


def test_five_working_days_over_christmas_and_new_year() -> None:
    assert plus_working_days(brussels(2026, 12, 24), 5) == brussels(2027, 1, 4)


def test_the_time_on_the_clock_stays_when_summer_time_ends() -> None:
    assert minus_working_days(brussels(2026, 10, 26), 1) == datetime(2026, 10, 23, 7, tzinfo=UTC)
    assert brussels(2026, 10, 26) == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_the_day_is_the_one_in_brussels_and_not_in_utc() -> None:
    just_after_midnight_on_tuesday = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)

    assert minus_working_days(just_after_midnight_on_tuesday, 1) == datetime(2026, 12, 6, 23, 30, tzinfo=UTC)


def test_no_working_day_is_the_same_moment() -> None:
    assert (
        minus_working_days(brussels(2026, 12, 5), 0)
        == plus_working_days(brussels(2026, 12, 5), 0)
        == brussels(2026, 12, 5)
    )


@given(DAYS)
def test_the_working_day_before_is_a_working_day_within_a_week_and_none_lies_between(day: date) -> None:
    before = working_day_before(day)
    between = [before + timedelta(days=n) for n in range(1, (day - before).days)]

    assert is_working_day(before)
    assert 1 <= (day - before).days <= 7
    assert not any(is_working_day(other) for other in between)


@given(MOMENTS, st.integers(1, 15))
def test_back_and_forth_from_a_working_day_returns_to_the_same_day(moment: datetime, n: int) -> None:
    day = clock.local(moment).date()
    there_and_back = plus_working_days(minus_working_days(moment, n), n)

    assert (clock.local(there_and_back).date() == day) is is_working_day(day)
