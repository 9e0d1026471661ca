"""Who sees arrangements and when, and what counts as an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.refusals.planning import OptionsMissing
from portal.rules.refusals.registrations import AnswerMissing
from portal.rules.registrations.arrangements import (
    QuestionKind,
    check_answer,
    erased_at,
    options_of,
    shows_arrangements,
)

START = datetime(2026, 12, 10, 8, tzinfo=UTC)
END = START + timedelta(hours=4)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "staff", "seen"),
    [
        (START - WEEK - SECOND, False, False),
        (START - WEEK, False, True),
        (END + WEEK - SECOND, False, True),
        (END + WEEK, False, False),
        (START - 5 * WEEK, True, True),
        (END + WEEK, True, False),
    ],
)
def test_arrangements_show_to_the_trainer_a_week_around_and_to_staff_until_erased(
    now: datetime, staff: bool, seen: bool
) -> None:
    assert shows_arrangements(now, START, END, staff=staff) is seen


def test_arrangements_go_seven_days_after_the_end() -> None:
    assert erased_at(END) == END + WEEK


def test_options_are_kept_once_each_in_their_order() -> None:
    assert options_of(QuestionKind.CHOICE, " Train \nBus\n\nTrain") == ("Train", "Bus")


def test_a_choice_offers_at_least_two_options() -> None:
    with pytest.raises(OptionsMissing):
        options_of(QuestionKind.SEVERAL, "Oui\nOui")


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (QuestionKind.CHOICE, ()),
        (QuestionKind.CHOICE, ("Avion",)),
        (QuestionKind.CHOICE, ("Train", "Bus")),
        (QuestionKind.SEVERAL, ("Train", "Avion")),
        (QuestionKind.SHORT_TEXT, ("x" * 501,)),
    ],
)
def test_an_answer_missing_or_beside_its_options_is_refused(kind: QuestionKind, given: tuple[str, ...]) -> None:
    with pytest.raises(AnswerMissing):
        check_answer(kind, "Comment venez-vous", ("Train", "Bus"), given, required=True)


def test_an_optional_question_may_stay_open() -> None:
    check_answer(QuestionKind.CHOICE, "Comment venez-vous", ("Train", "Bus"), (), required=False)
