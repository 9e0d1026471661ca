"""When a session's people are reminded."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.planning.reminders import Term, due_term, has_time_for, next_term, terms

START = datetime(2026, 12, 10, 8, tzinfo=UTC)
WEEK, EVE = START - timedelta(days=7), START - timedelta(days=1)


def days(*numbers: int) -> list[datetime]:
    return [START + timedelta(days=number) for number in numbers]


def test_a_meeting_is_announced_a_week_and_a_day_before_at_its_own_hour() -> None:
    assert terms([START], (7, 1)) == [Term(WEEK, START, 7), Term(EVE, START, 1)]


def test_the_hour_stays_the_same_when_the_clocks_change_in_between() -> None:
    after_the_change = datetime(2026, 10, 27, 8, tzinfo=UTC)  # 9 h in winter
    [term] = terms([after_the_change], (7,))
    assert term.at == datetime(2026, 10, 20, 7, tzinfo=UTC)  # 9 h in summer


@pytest.mark.parametrize(
    ("starts", "at"),
    [
        (days(0, 1, 2), [WEEK, EVE]),
        (days(0, 7), [WEEK, EVE, START + timedelta(days=6)]),
        (days(0, 14), [WEEK, EVE, START + timedelta(days=7), START + timedelta(days=13)]),
    ],
    ids=["three mornings", "a week apart", "two weeks apart"],
)
def test_a_meeting_shown_by_an_earlier_reminder_has_none_of_its_own(starts: list[datetime], at: list[datetime]) -> None:
    assert [term.at for term in terms(starts, (7, 1))] == at


def test_no_day_chosen_is_no_reminder() -> None:
    assert terms([START], ()) == []
    assert next_term([], START) is None


def test_only_the_last_term_reached_is_due_and_none_once_the_meeting_began() -> None:
    found = terms([START], (7, 1))
    assert due_term(found, WEEK - timedelta(seconds=1)) is None
    assert due_term(found, EVE).days == 1  # type: ignore[union-attr] # it is there
    assert due_term(found, START) is None
    assert next_term(found, WEEK) == found[1]


def test_who_was_seated_or_told_of_a_move_after_the_term_is_not_reminded_late() -> None:
    term = Term(WEEK, START, 7)
    late = WEEK + timedelta(minutes=1)
    assert has_time_for(term, WEEK, None)
    assert has_time_for(term, WEEK, WEEK)
    assert not has_time_for(term, late, None)
    assert not has_time_for(term, WEEK, late)
