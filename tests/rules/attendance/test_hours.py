"""What a statement counts of each meeting, breaks taken off."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.attendance.hours import HalfDayState, Seat, followed
from portal.rules.attendance.outcomes import HalfDay, attendance, outcome_of
from portal.rules.base.states import Outcome, PresenceMark

FIRST = datetime(2026, 12, 3, 8, tzinfo=UTC)
MEETINGS = [HalfDay(n, FIRST + timedelta(days=n), FIRST + timedelta(days=n, hours=3), pause=15) for n in range(3)]
PRESENT, ABSENT, EXCUSED, UNMARKED = HalfDayState
THERE, AWAY = PresenceMark.PRESENT, PresenceMark.ABSENT


def counted(marks: dict[int, PresenceMark], outcome: Outcome | None = None) -> list[tuple[HalfDayState, int]]:
    seat = Seat(marks, outcome, FIRST - timedelta(days=1), None)
    return [(one.state, one.minutes) for one in followed(MEETINGS, seat)]


def test_the_marks_count_net_of_breaks_while_nothing_is_closed() -> None:
    assert counted({0: THERE, 1: AWAY}) == [(PRESENT, 165), (ABSENT, 0), (UNMARKED, 0)]


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.EXCUSED, EXCUSED), (Outcome.NO_SHOW, ABSENT)])
def test_who_was_noted_away_of_the_whole_has_no_hours(outcome: Outcome, state: HalfDayState) -> None:
    assert counted({0: THERE, 1: AWAY, 2: AWAY}, outcome) == [(state, 0)] * 3


def test_who_attended_by_hand_has_the_meetings_of_her_certificate() -> None:
    assert counted({0: THERE, 1: AWAY, 2: AWAY}, Outcome.ATTENDED) == [(PRESENT, 165)] * 3


def test_some_of_it_counts_what_was_marked() -> None:
    assert counted({0: THERE, 1: AWAY, 2: AWAY}, Outcome.PARTIAL) == [(PRESENT, 165), (ABSENT, 0), (ABSENT, 0)]


def test_meetings_before_the_seat_was_held_are_none_of_hers() -> None:
    seat = Seat({2: THERE}, None, MEETINGS[1].ends_at, None)

    assert [one.meeting.id for one in followed(MEETINGS, seat)] == [2]


def test_the_share_attended_is_of_the_minutes_net_of_breaks() -> None:
    """Four hours of 300 minutes are 80 %; with an hour of pause in them, 180 of 240 are not."""
    long, short = HalfDay(1, FIRST, FIRST + timedelta(hours=4)), HalfDay(2, FIRST, FIRST + timedelta(hours=1))
    paused = HalfDay(1, FIRST, FIRST + timedelta(hours=4), pause=60)
    marks = {1: THERE, 2: AWAY}

    assert outcome_of(attendance([long, short], marks, None, None)) is Outcome.ATTENDED
    assert outcome_of(attendance([paused, short], marks, None, None)) is Outcome.PARTIAL
