"""When a sign-in ends, and when its second factor is asked for again; how wrong ones lock it."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.accounts.factor_lock import locked_until
from portal.rules.accounts.sign_in_terms import PARTNER, TEAM, factor_is_due

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("terms", "age", "idle", "over"),
    [
        (TEAM, 30 * DAY, SECOND, False),
        (TEAM, 30 * DAY + SECOND, SECOND, True),
        (TEAM, DAY, 12 * HOUR, False),
        (TEAM, DAY, 12 * HOUR + SECOND, True),
        (PARTNER, 31 * DAY, 30 * DAY, False),
        (PARTNER, 31 * DAY, 30 * DAY + SECOND, True),
        (PARTNER, 180 * DAY + SECOND, SECOND, True),
    ],
)
def test_a_sign_in_ends_unused_or_old(terms: object, age: timedelta, idle: timedelta, over: bool) -> None:
    assert terms.over(NOW - age, NOW - idle, NOW) is over  # type: ignore[attr-defined]


@pytest.mark.parametrize(("shown", "due"), [(None, True), (7 * DAY, False), (7 * DAY + SECOND, True)])
def test_the_second_factor_is_asked_for_again_after_a_week(shown: timedelta | None, due: bool) -> None:
    assert factor_is_due(None if shown is None else NOW - shown, NOW) is due


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, None), (1, None), (7, None), (8, 15), (9, None), (15, None), (16, 30), (24, 60), (80, 720), (8_000_000, 720)],
)
def test_each_lock_in_a_row_is_twice_as_long_up_to_twelve_hours(failures: int, minutes: int | None) -> None:
    assert locked_until(failures, NOW) == (None if minutes is None else NOW + minutes * MINUTE)
