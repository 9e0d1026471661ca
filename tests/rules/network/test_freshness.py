"""How fresh a card of the directory is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.network.freshness import Age, Freshness, Unit, age, freshness, months_between

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("verified_on", "worth"),
    [
        (TODAY, Freshness.FRESH),
        (date(2026, 5, 22), Freshness.FRESH),
        (date(2026, 5, 21), Freshness.AGEING),
        (date(2025, 11, 22), Freshness.AGEING),
        (date(2025, 11, 21), Freshness.STALE),
        (None, Freshness.STALE),
        (date(2027, 1, 1), Freshness.FRESH),
    ],
)
def test_a_card_ages_at_six_months_and_is_stale_at_twelve(verified_on: date | None, worth: Freshness) -> None:
    assert freshness(verified_on, TODAY) is worth


@pytest.mark.parametrize(
    ("verified_on", "told"),
    [
        (TODAY, Age(0, Unit.TODAY)),
        (date(2026, 11, 20), Age(1, Unit.DAYS)),
        (date(2026, 11, 15), Age(6, Unit.DAYS)),
        (date(2026, 11, 14), Age(1, Unit.WEEKS)),
        (date(2026, 10, 31), Age(3, Unit.WEEKS)),
        (date(2026, 9, 22), Age(8, Unit.WEEKS)),
        (date(2026, 9, 21), Age(2, Unit.MONTHS)),
        (date(2024, 11, 22), Age(23, Unit.MONTHS)),
        (date(2024, 11, 21), Age(2, Unit.YEARS)),
        (date(2027, 1, 1), Age(0, Unit.TODAY)),
    ],
)
def test_an_age_is_told_as_people_say_it(verified_on: date, told: Age) -> None:
    assert age(verified_on, TODAY) == told


def test_from_the_31st_a_shorter_month_counts_at_its_end() -> None:
    assert months_between(date(2026, 8, 31), date(2026, 9, 29)) == 0
    assert months_between(date(2026, 8, 31), date(2026, 9, 30)) == 1
    assert months_between(date(2024, 2, 29), date(2025, 2, 28)) == 12


@given(DAYS, st.integers(0, 2000))
def test_a_card_never_gets_fresher_by_waiting(verified_on: date, days: int) -> None:
    order = list(Freshness)
    today = verified_on + timedelta(days=days)

    worths = [order.index(freshness(verified_on, today + timedelta(days=more))) for more in range(3)]

    assert worths == sorted(worths)


@given(DAYS, st.integers(0, 2000))
def test_an_age_counts_at_least_one_unless_it_is_today(verified_on: date, days: int) -> None:
    told = age(verified_on, verified_on + timedelta(days=days))

    assert (told.count == 0) == (told.unit is Unit.TODAY) == (days == 0)
