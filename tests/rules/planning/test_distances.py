"""The moments that staff chose keep their distance in days from a session that is copied or moved."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.rules.planning.distances import after_a_move, at_the_same_distance, days_between
from portal.rules.registrations.deadlines import Chosen

START = datetime(2027, 3, 15, 8, tzinfo=UTC)
CHOSEN: Chosen = {
    "opens_at": None,
    "closes_at": datetime(2027, 3, 10, 11, tzinfo=UTC),
    "cancel_deadline": datetime(2027, 3, 9, 11, tzinfo=UTC),
    "freeze_at": None,
    "quota_release_at": None,
}
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
MOMENTS = st.integers(0, 3 * 365 * 24).map(lambda hours: NOW + timedelta(hours=hours))


def test_a_closing_stays_five_days_before_the_start_at_the_same_hour_in_brussels() -> None:
    moved = after_a_move(CHOSEN, START, datetime(2027, 6, 14, 7, tzinfo=UTC), NOW)

    assert clock.local(moved["closes_at"] or START).isoformat() == "2027-06-09T12:00:00+02:00"
    assert clock.local(moved["cancel_deadline"] or START).isoformat() == "2027-06-08T12:00:00+02:00"
    assert (moved["freeze_at"], moved["quota_release_at"]) == (None, None)


def test_another_hour_of_the_same_day_moves_no_deadline() -> None:
    assert after_a_move(CHOSEN, START, START + timedelta(hours=5), NOW) == CHOSEN


def test_who_could_register_still_can_when_the_session_moves_away() -> None:
    opened: Chosen = {**CHOSEN, "opens_at": NOW - timedelta(days=1)}

    assert after_a_move(opened, START, START + timedelta(days=30), NOW)["opens_at"] == opened["opens_at"]


def test_an_opening_that_is_to_come_moves_with_the_session() -> None:
    to_come: Chosen = {**CHOSEN, "opens_at": datetime(2027, 2, 1, 8, tzinfo=UTC)}

    moved = after_a_move(to_come, START, datetime(2027, 3, 22, 8, tzinfo=UTC), NOW)

    assert moved["opens_at"] == datetime(2027, 2, 8, 8, tzinfo=UTC)


@given(moment=MOMENTS, days=st.integers(-400, 400))
def test_the_distance_in_days_and_the_hour_stay(moment: datetime, days: int) -> None:
    moved = at_the_same_distance({"closes_at": moment}, timedelta(days=days))["closes_at"] or moment

    assert days_between(moment, moved) == timedelta(days=days)
    # An hour that the clocks of that day leave out is the one after it.
    assert (clock.local(moved).hour - clock.local(moment).hour) % 24 in (0, 1)
