"""How the half-days of a session are named in a list."""

from datetime import UTC, datetime

import pytest

from portal.rules.base.dates import half_day, half_day_words, half_days


@pytest.mark.parametrize(
    ("hour", "part"), [(7, "matin"), (10, "matin"), (11, "après-midi"), (16, "après-midi"), (17, "soir")]
)
def test_the_half_of_the_day_is_that_of_a_brussels_clock(hour: int, part: str) -> None:
    assert half_day(datetime(2026, 11, 30, hour, 59, tzinfo=UTC)) == f"30 nov. {part}"


def test_a_column_is_headed_with_the_name_of_the_day() -> None:
    assert half_day_words(datetime(2026, 11, 30, 8, tzinfo=UTC)) == "lun. 30 nov. matin"


def test_the_morning_and_the_afternoon_of_one_day_are_told_apart() -> None:
    found = half_days([datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 11, 30, 12, tzinfo=UTC)])

    assert found == ["30 nov. matin", "30 nov. après-midi"]


def test_two_of_one_morning_say_their_hours() -> None:
    starts = [datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 11, 30, 9, 30, tzinfo=UTC)]

    assert half_days([*starts, datetime(2026, 12, 1, 8, tzinfo=UTC)]) == [
        "30 nov. matin, 9\u00a0h",
        "30 nov. matin, 10\u00a0h\u00a030",
        "1er déc. matin",
    ]
