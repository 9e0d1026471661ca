"""What makes sense when a session is planned or moved."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.planning.planning import (
    MeetingPlan,
    check_meetings,
    check_moves,
    check_order,
    is_material,
    undo_until,
)
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import (
    DeadlinesDisordered,
    MeetingEndsFirst,
    MeetingInPast,
    MeetingStarted,
    SessionIncomplete,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def plan(days: int, hours: int = 3, *, id: int | None = None, venue_id: int | None = 1) -> MeetingPlan:
    start = NOW + days * DAY
    return MeetingPlan(start, start + hours * HOUR, venue_id, id=id)


def test_meetings_in_the_future_are_let_through() -> None:
    check_meetings([plan(10), plan(17)], NOW)


def test_a_session_without_a_meeting_is_incomplete() -> None:
    with pytest.raises(SessionIncomplete):
        check_meetings([], NOW)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (plan(0), MeetingInPast),
        (plan(-3), MeetingInPast),
        (plan(5, hours=0), MeetingEndsFirst),
        (plan(5, hours=-1), MeetingEndsFirst),
    ],
)
def test_a_meeting_in_the_past_or_ending_before_its_start_is_named_by_its_place(
    wrong: MeetingPlan, why: type[Refusal]
) -> None:
    with pytest.raises(why) as refusal:
        check_meetings([plan(10), wrong], NOW)

    assert refusal.value.details == {"place": 1}


def test_a_begun_meeting_stays_while_a_later_one_moves() -> None:
    begun, later = plan(-1, id=1), plan(6, id=2)

    check_moves([begun, later], [begun, plan(8, id=2)], NOW)


@pytest.mark.parametrize("after", [[plan(6, id=2)], [plan(-1, hours=5, id=1), plan(6, id=2)]])
def test_a_begun_meeting_is_neither_removed_nor_changed(after: list[MeetingPlan]) -> None:
    with pytest.raises(MeetingStarted):
        check_moves([plan(-1, id=1), plan(6, id=2)], after, NOW)


def test_a_meeting_does_not_move_into_the_past() -> None:
    with pytest.raises(MeetingInPast):
        check_moves([plan(6, id=1)], [plan(-2, id=1)], NOW)


def test_a_moved_meeting_does_not_end_before_it_starts() -> None:
    with pytest.raises(MeetingEndsFirst):
        check_moves([plan(6, id=1)], [plan(6, hours=-1, id=1)], NOW)


def test_a_session_is_not_moved_to_nowhere() -> None:
    with pytest.raises(SessionIncomplete):
        check_moves([plan(6, id=1)], [plan(7, id=1, venue_id=None)], NOW)


def test_the_last_meeting_is_not_removed() -> None:
    with pytest.raises(SessionIncomplete):
        check_moves([plan(6, id=1)], [], NOW)


def test_a_new_title_is_not_material_but_a_new_hour_or_meeting_is() -> None:
    before = plan(6, id=1)
    titled = MeetingPlan(before.starts_at, before.ends_at, before.venue_id, title="Première matinée", id=1)

    assert not is_material([before], [titled])
    assert is_material([before], [plan(6, hours=4, id=1)])
    assert is_material([before], [before, plan(9)])


def test_moments_in_order_are_let_through() -> None:
    start = NOW + 20 * DAY
    check_order(
        start,
        opens_at=NOW,
        closes_at=start - 3 * DAY,
        cancel_deadline=start - 2 * DAY,
        quota_release_at=start - 9 * DAY,
    )


@pytest.mark.parametrize("field", ["closes_at", "cancel_deadline", "quota_release_at"])
def test_a_moment_after_the_start_is_named(field: str) -> None:
    start = NOW + 20 * DAY
    with pytest.raises(DeadlinesDisordered) as refusal:
        check_order(start, **{field: start + HOUR})  # type: ignore[arg-type]

    assert refusal.value.details == {"field": field}


def test_a_window_that_opens_after_its_close_is_refused() -> None:
    start = NOW + 20 * DAY
    with pytest.raises(DeadlinesDisordered) as refusal:
        check_order(start, opens_at=start - DAY, closes_at=start - 5 * DAY)

    assert refusal.value.details == {"field": "opens_at"}


@pytest.mark.parametrize(("minutes", "undone_until"), [(-5, None), (12, None), (14, None), (15, 10), (500, 10)])
def test_the_time_to_undo_never_pushes_an_act_to_the_start(minutes: int, undone_until: int | None) -> None:
    minute = timedelta(minutes=1)
    starts = [NOW + minutes * minute, NOW + 10 * DAY]

    until = undo_until(starts, NOW)

    assert until == (NOW + undone_until * minute if undone_until else None)
    assert until is None or all(start - until >= 5 * minute for start in starts)
