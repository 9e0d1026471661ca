"""The code in the room: good for its minute and the next, in one half-day, from half an hour before to the end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.attendance.room_codes import (
    CODES,
    MOST_WRONG,
    REMEMBERED,
    Door,
    Fit,
    Hours,
    WrongCodes,
    as_typed,
    best,
    code_of,
    counts,
    door,
    fit,
    halves,
    is_code,
    minute_of,
    recognised,
    seconds_left,
    shown,
    to_confirm,
    was,
)
from portal.rules.base.secrets import LETTERS
from portal.rules.base.states import PresenceMark, SessionStatus

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
END = START + timedelta(hours=3, minutes=30)
HOURS = Hours(START, END)
OPENS = START - timedelta(minutes=30)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=400)).map(lambda later: START + later)
SECRETS = st.text("0123456789abcdef", min_size=64, max_size=64)
Counts = Callable[[str, str, datetime], bool]


def good_for(rule: Counts, secret: str, moment: datetime) -> set[int]:
    """In which of the minutes around, counted from its own, a code is good."""
    code, minute = code_of(secret, minute_of(moment)), timedelta(minutes=1)
    return {ago for ago in range(-3, 8) if rule(secret, code, moment + ago * minute)}


@given(SECRETS, MOMENTS)
def test_a_code_is_good_in_its_minute_and_the_next_and_in_no_other(secret: str, moment: datetime) -> None:
    assert good_for(counts, secret, moment) == {0, 1}
    assert good_for(was, secret, moment) == set(range(2, 8))


def for_three_minutes(secret: str, code: str, now: datetime) -> bool:
    return any(code == code_of(secret, minute_of(now) - ago) for ago in range(3))


def for_its_minute_alone(secret: str, code: str, now: datetime) -> bool:
    return code == code_of(secret, minute_of(now))


def of_the_next_minute_too(secret: str, code: str, now: datetime) -> bool:
    return any(code == code_of(secret, minute_of(now) + later) for later in range(-1, 2))


@pytest.mark.parametrize("rule", [for_three_minutes, for_its_minute_alone, of_the_next_minute_too])
def test_a_rule_that_is_off_by_a_minute_is_noticed(rule: Counts) -> None:
    assert good_for(rule, "ab" * 32, START) != {0, 1}


@given(SECRETS, SECRETS, MOMENTS)
def test_a_code_of_another_half_day_opens_nothing(mine: str, other: str, moment: datetime) -> None:
    code = code_of(other, minute_of(moment))
    same_by_chance = code in {code_of(mine, minute_of(moment) - ago) for ago in range(REMEMBERED + 1)}
    hours = Hours(moment, moment + timedelta(hours=1))
    assert same_by_chance or fit(mine, hours, code, moment) is Fit.UNKNOWN


@given(SECRETS, st.integers(0, 10**8))
def test_a_code_has_six_of_thirty_characters_and_is_read_however_it_is_typed(secret: str, minute: int) -> None:
    code = code_of(secret, minute)

    assert len(code) == 6 and set(code) <= set(LETTERS) and len(LETTERS) == 30 and is_code(code)
    assert "".join(halves(code)) == code and [len(half) for half in halves(code)] == [3, 3]
    assert as_typed(f" {' - '.join(halves(code)).lower()}\u00a0") == code


def test_no_character_is_likelier_than_another() -> None:
    drawn = [letter for minute in range(3000) for letter in code_of("cd" * 32, minute)]
    counted = [drawn.count(letter) for letter in LETTERS]
    assert min(counted) > 500 and max(counted) < 700
    assert CODES == 30**6


@pytest.mark.parametrize("text", ["", "K7M4P", "K7M4PXX", "K7M4P0", "K7M4PI", "K7M4PÉ"])
def test_what_is_no_code_is_told_from_one(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (OPENS - timedelta(seconds=1), Door.NOT_YET),
        (OPENS, Door.OPEN),
        (END - timedelta(seconds=1), Door.OPEN),
        (END, Door.OVER),
    ],
)
def test_it_opens_half_an_hour_before_and_ends_with_the_half_day(moment: datetime, expected: Door) -> None:
    assert door(HOURS, moment) is expected


@pytest.mark.parametrize("status", [status for status in SessionStatus if status is not SessionStatus.PUBLISHED])
def test_a_session_that_is_not_given_takes_no_declaration(status: SessionStatus) -> None:
    assert door(Hours(START, END, status), START) is Door.SHUT


@pytest.mark.parametrize(
    ("hours", "minutes", "now", "expected"),
    [
        (HOURS, 0, START, Fit.OPENS),
        (HOURS, 1, START, Fit.OPENS),
        (HOURS, 2, START, Fit.OLD),
        (HOURS, REMEMBERED + 1, START, Fit.UNKNOWN),
        (HOURS, 1, END, Fit.OVER),
        (HOURS, 5, END, Fit.OVER),
        (HOURS, 0, OPENS - timedelta(minutes=1), Fit.UNKNOWN),
        (Hours(START, END, SessionStatus.DONE), 1, END, Fit.SHUT),
    ],
)
def test_what_a_code_of_some_minutes_ago_is(hours: Hours, minutes: int, now: datetime, expected: Fit) -> None:
    assert fit("ef" * 32, hours, code_of("ef" * 32, minute_of(now) - minutes), now) is expected


def test_of_several_half_days_the_one_that_opens_is_told() -> None:
    assert best([Fit.UNKNOWN, Fit.OLD, Fit.OPENS, Fit.OVER]) is Fit.OPENS
    assert best([Fit.UNKNOWN, Fit.OLD]) is Fit.OLD
    assert best([]) is Fit.UNKNOWN


def test_the_wall_is_about_the_half_day_that_is_not_over() -> None:
    afternoon = Hours(END + timedelta(minutes=15), END + timedelta(hours=3))
    moments = (START - timedelta(days=2), END - timedelta(seconds=1), END, afternoon.ends_at)
    assert [shown([HOURS, afternoon], moment) for moment in moments] == [0, 0, 1, 1]


def test_the_next_code_comes_within_a_minute() -> None:
    assert [seconds_left(START + timedelta(seconds=seconds)) for seconds in (0, 1, 59.9)] == [60, 59, 1]


@pytest.mark.parametrize(
    ("mark", "marked", "expected"),
    [
        (None, None, True),
        (PresenceMark.PRESENT, -1, False),
        (PresenceMark.ABSENT, -1, True),
        (PresenceMark.EXCUSED, -1, True),
        (PresenceMark.ABSENT, 1, False),
    ],
)
def test_who_was_noted_absent_before_she_said_that_she_is_there_is_shown(
    mark: PresenceMark | None, marked: int | None, expected: bool
) -> None:
    marked_at = None if marked is None else START + timedelta(minutes=marked)
    assert to_confirm(mark, marked_at, START) is expected


BOXES = st.sampled_from(["", "a@example.org", "b@example.org"])


@given(BOXES, st.lists(st.tuples(BOXES, st.booleans()), max_size=5))
def test_an_address_is_recognised_where_one_person_alone_has_it(box: str, people: list[tuple[str, bool]]) -> None:
    seats = [(number, mailbox, expected) for number, (mailbox, expected) in enumerate(people)]
    mine = [number for number, mailbox, expected in seats if mailbox == box]
    found = recognised(box, seats)

    assert found == (mine[0] if box and len(mine) == 1 and people[mine[0]][1] else None)


def test_wrong_codes_are_counted_in_a_row_and_forgiven_after_ten_minutes() -> None:
    wrong = WrongCodes()
    for _time in range(MOST_WRONG):
        wrong = wrong.after(START)
    assert not wrong.too_many(START)
    assert wrong.after(START).too_many(START)
    later = START + timedelta(minutes=11)
    assert not wrong.after(START).too_many(later) and wrong.after(later).number == 1
