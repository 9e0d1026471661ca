"""What a registration came to, from the presence marked."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.attendance.outcomes import Attendance, HalfDay, attendance, outcome_of
from portal.rules.base.states import Outcome, PresenceMark

PRESENT, ABSENT = PresenceMark.PRESENT, PresenceMark.ABSENT
FIRST = datetime(2026, 12, 3, 8, tzinfo=UTC)
LONG = HalfDay(1, FIRST, FIRST + timedelta(hours=4))
SHORT = HalfDay(2, FIRST + timedelta(days=7), FIRST + timedelta(days=7, hours=1))


@pytest.mark.parametrize(
    ("minutes", "outcome"),
    [
        (100, Outcome.ATTENDED),
        (80, Outcome.ATTENDED),
        (79, Outcome.PARTIAL),
        (1, Outcome.PARTIAL),
        (0, Outcome.NO_SHOW),
    ],
)
def test_eighty_percent_of_the_minutes_is_attended(minutes: int, outcome: Outcome) -> None:
    assert outcome_of(Attendance(minutes, 100, marked=True)) is outcome


def test_minutes_count_and_not_meetings() -> None:
    found = attendance([LONG, SHORT], {1: PRESENT, 2: ABSENT}, None, None)

    assert (found.minutes, found.total) == (240, 300)
    assert outcome_of(found) is Outcome.ATTENDED


def test_one_meeting_unmarked_is_not_marked() -> None:
    assert not attendance([LONG, SHORT], {1: PRESENT}, None, None).marked
    assert attendance([LONG, SHORT], {1: PRESENT, 2: ABSENT}, None, None).marked


def test_a_meeting_after_somebody_left_is_not_due() -> None:
    assert attendance([LONG, SHORT], {1: PRESENT}, None, LONG.ends_at).marked


def test_a_meeting_before_somebody_came_is_not_due() -> None:
    assert attendance([LONG, SHORT], {2: PRESENT}, LONG.ends_at, None).marked


def test_who_came_after_the_last_meeting_is_marked_somewhere() -> None:
    assert not attendance([LONG], {}, LONG.ends_at, None).marked
