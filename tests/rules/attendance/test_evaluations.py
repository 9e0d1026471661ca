"""Which answers of an evaluation may be shown: laws over whole histories, and broken rules that they notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.attendance.evaluations import (
    FEWEST,
    Door,
    Release,
    Term,
    Waiting,
    door,
    in_no_order,
    is_empty,
    months_later,
    release,
    shuffled,
    term_from,
)

CLOSED = date(2026, 12, 3)
RESULTS = CLOSED + timedelta(days=14)
Rule = Callable[[Waiting, int, date, date], Release]
# What happens on one day: that many days later, so many answers by a link, so many sheets typed in.
DAYS = st.lists(st.tuples(st.sampled_from((0, 14)), st.integers(0, 6), st.integers(0, 6)), max_size=6)


@dataclass(frozen=True, slots=True)
class Step:
    """One release: on which day, out of what, after how many, and what was shown."""

    today: date
    waiting: Waiting
    shown: int
    released: Release


def history(rule: Rule, days: list[tuple[int, int, int]]) -> list[Step]:
    """What the rule shows after each arrival."""
    today, links, papers, shown, steps = CLOSED, 0, 0, 0, []
    for later, by_link, on_paper in days:
        today += timedelta(days=later)
        links, papers = links + by_link, papers + on_paper
        found = rule(Waiting(links, papers), shown, RESULTS, today)
        steps.append(Step(today, Waiting(links, papers), shown, found))
        links, papers, shown = links - found.links, papers - found.papers, shown + found.total
    return steps


def nobody_is_shown_alone(steps: list[Step]) -> None:
    """Taking away what is known, or what one typed in, never leaves one to four answers by a link."""
    few = range(1, FEWEST)
    assert not [step for step in steps if step.released.links in few or step.released.total in few]


def nothing_is_shown_before_its_day(steps: list[Step]) -> None:
    assert not [step for step in steps if step.released.total and step.today < RESULTS]


def later_ones_come_in_fives(steps: list[Step]) -> None:
    later = [step.released for step in steps if step.shown]
    assert not [one for one in later if one.links % FEWEST or one.papers % FEWEST]


def nothing_is_withheld_without_need(steps: list[Step]) -> None:
    """Five by a link are always shown on the day; sheets of paper too, once there are five."""
    due = [step for step in steps if step.today >= RESULTS]
    assert not [step for step in due if step.waiting.links - step.released.links >= FEWEST]
    assert not [step for step in due if step.waiting.papers - step.released.papers >= FEWEST]


def no_more_is_shown_than_there_is(steps: list[Step]) -> None:
    for step in steps:
        assert 0 <= step.released.links <= step.waiting.links and 0 <= step.released.papers <= step.waiting.papers


LAWS = (
    nobody_is_shown_alone,
    nothing_is_shown_before_its_day,
    later_ones_come_in_fives,
    nothing_is_withheld_without_need,
    no_more_is_shown_than_there_is,
)


@given(DAYS)
def test_every_history_keeps_every_law(days: list[tuple[int, int, int]]) -> None:
    steps = history(release, days)

    for law in LAWS:
        law(steps)


def four_are_enough(waiting: Waiting, shown: int, results_on: date, today: date) -> Release:
    due = today >= results_on and (shown == 0 or waiting.links >= FEWEST)
    return Release(waiting.links, 0) if due and waiting.links >= FEWEST - 1 else Release()


def sheets_make_up_the_five(waiting: Waiting, shown: int, results_on: date, today: date) -> Release:
    enough = waiting.links + waiting.papers >= FEWEST and today >= results_on
    return Release(waiting.links, waiting.papers) if enough and not shown else Release()


def shown_at_once(waiting: Waiting, shown: int, _results_on: date, today: date) -> Release:
    return release(waiting, shown, today, today)


def later_ones_one_by_one(waiting: Waiting, shown: int, results_on: date, today: date) -> Release:
    return Release(waiting.links, waiting.papers) if shown else release(waiting, shown, results_on, today)


def later_ones_from_five_on(waiting: Waiting, _shown: int, results_on: date, today: date) -> Release:
    return release(waiting, 0, results_on, today)


def later_ones_never(waiting: Waiting, shown: int, results_on: date, today: date) -> Release:
    return Release() if shown else release(waiting, shown, results_on, today)


DEFECTS: dict[Rule, Callable[[list[Step]], None]] = {
    four_are_enough: nobody_is_shown_alone,
    sheets_make_up_the_five: nobody_is_shown_alone,
    shown_at_once: nothing_is_shown_before_its_day,
    later_ones_one_by_one: nobody_is_shown_alone,
    later_ones_from_five_on: later_ones_come_in_fives,
    later_ones_never: nothing_is_withheld_without_need,
}


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.__name__)
def test_a_broken_rule_breaks_its_law(defect: Rule) -> None:
    @settings(derandomize=True)  # the same histories in every run: none of them may miss the defect by chance
    @given(DAYS)
    def holds(days: list[tuple[int, int, int]]) -> None:
        DEFECTS[defect](history(defect, days))

    with pytest.raises(AssertionError):
        holds()


def test_an_evaluation_opens_at_the_closing_is_shown_after_14_days_and_answered_for_56() -> None:
    found = term_from(datetime(2026, 12, 3, 23, 30, tzinfo=UTC))  # already the 4th in Brussels

    assert found == Term(date(2026, 12, 4), date(2026, 12, 18), date(2027, 1, 29))


@pytest.mark.parametrize(
    ("used", "today", "expected"),
    [
        (False, CLOSED - timedelta(days=1), Door.TOO_EARLY),
        (False, CLOSED, Door.OPEN),
        (False, CLOSED + timedelta(days=56), Door.OPEN),
        (False, CLOSED + timedelta(days=57), Door.OVER),
        (True, CLOSED, Door.USED),
        (True, CLOSED + timedelta(days=57), Door.USED),
    ],
)
def test_a_ticket_opens_once_and_within_its_days(used: bool, today: date, expected: Door) -> None:
    term = Term(CLOSED, RESULTS, CLOSED + timedelta(days=56))

    assert door(term, used, today) is expected


@given(st.lists(st.text(max_size=20), max_size=8))
def test_sentences_stand_in_one_order_however_they_came(words: list[str]) -> None:
    assert in_no_order(words) == in_no_order(shuffled(words))
    assert sorted(shuffled(words)) == sorted(words)


@pytest.mark.parametrize(
    ("scales", "picks", "words", "expected"),
    [
        ((None, None, None, None), (), " \n", True),
        ((None, 1, None, None), (), "", False),
        ((None, None, None, None), (0,), "", False),
        ((None, None, None, None), (), "Merci.", False),
    ],
)
def test_an_answer_is_empty_without_any_field(
    scales: tuple[int | None, ...], picks: tuple[int, ...], words: str, expected: bool
) -> None:
    assert is_empty(scales, picks, (), words) is expected
    assert is_empty(scales, (), picks, words) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 3), date(2027, 3, 3)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 9, 30), date(2026, 12, 30)),
        (date(2027, 11, 30), date(2028, 2, 29)),
    ],
)
def test_three_months_later_is_the_day_of_that_number_or_the_last_of_the_month(day: date, expected: date) -> None:
    assert months_later(day) == expected
