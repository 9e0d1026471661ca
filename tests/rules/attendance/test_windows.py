"""Until when presence is marked, a session closed, an outcome corrected; when its closing is recalled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.attendance.closing_reminders import ClosingTerm, closing_terms, coming_term, reached_term
from portal.rules.attendance.windows import (
    Moment,
    Window,
    closing_window,
    correction_window,
    marking_window,
    never_closed_before,
)
from portal.rules.refusals.attendance import ClosingOver, LateReasonMissing

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
END = START + timedelta(hours=4)
THIRD, FIFTH_DAY, MONTH, YEAR = date(2026, 12, 3), date(2026, 12, 8), date(2027, 1, 2), date(2027, 12, 3)


def test_trainers_have_their_days_and_staff_a_year_after_theirs() -> None:
    assert marking_window(START, END, staff=False) == Window(THIRD, FIFTH_DAY, FIFTH_DAY)
    assert marking_window(START, END, staff=True) == Window(THIRD, MONTH, YEAR)
    assert closing_window(END, staff=False) == Window(THIRD, MONTH, MONTH)
    assert closing_window(END, staff=True) == Window(THIRD, MONTH, YEAR)


def test_an_outcome_is_corrected_for_a_month_after_the_closing_however_late_that_was() -> None:
    late = END + timedelta(days=350)

    assert correction_window(END, None, staff=True) == Window(THIRD, MONTH, YEAR)
    assert correction_window(END, END + timedelta(days=20), staff=True) == Window(THIRD, date(2027, 1, 22), YEAR)
    assert correction_window(END, late, staff=True) == Window(THIRD, date(2027, 12, 18), date(2027, 12, 18))
    assert correction_window(END, late, staff=False) == Window(THIRD, FIFTH_DAY, FIFTH_DAY)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (datetime(2026, 12, 2, 22, 59, tzinfo=UTC), Moment.NOT_YET),
        (datetime(2026, 12, 2, 23, tzinfo=UTC), Moment.OPEN),
        (datetime(2027, 1, 2, 22, 59, tzinfo=UTC), Moment.OPEN),
        (datetime(2027, 1, 2, 23, tzinfo=UTC), Moment.LATE),
        (datetime(2027, 12, 3, 22, 59, tzinfo=UTC), Moment.LATE),
        (datetime(2027, 12, 3, 23, tzinfo=UTC), Moment.OVER),
    ],
)
def test_a_window_goes_by_whole_days_in_brussels(day: datetime, moment: Moment) -> None:
    assert closing_window(END, staff=True).at(day) is moment


def test_only_what_comes_late_needs_a_reason_and_keeps_it() -> None:
    window = closing_window(END, staff=True)

    assert window.reason_to_keep(END, "", ClosingOver) == ""
    assert window.reason_to_keep(END, "Pour rien.", ClosingOver) == ""
    assert window.reason_to_keep(END + timedelta(days=60), " La liste. ", ClosingOver) == "La liste."
    with pytest.raises(LateReasonMissing):
        window.reason_to_keep(END + timedelta(days=60), " ", ClosingOver)
    with pytest.raises(ClosingOver):
        window.reason_to_keep(END + timedelta(days=400), "La liste.", ClosingOver)


def test_what_can_no_longer_be_closed_ended_before_the_first_day_of_the_year() -> None:
    last_day = datetime(2027, 12, 3, 22, 59, tzinfo=UTC)

    assert never_closed_before(last_day) <= END
    assert never_closed_before(last_day + timedelta(minutes=1)) > END


def test_the_closing_is_recalled_after_two_working_days_and_ten() -> None:
    friday = datetime(2026, 12, 4, 11, tzinfo=UTC)
    found = closing_terms(friday)

    # Christmas is no working day, but lies after both.
    first, second = datetime(2026, 12, 8, 11, tzinfo=UTC), datetime(2026, 12, 18, 11, tzinfo=UTC)
    assert found == [ClosingTerm(first, 2), ClosingTerm(second, 10)]
    assert (reached_term(found, friday), coming_term(found, friday)) == (None, found[0])
    assert (reached_term(found, first), coming_term(found, first)) == (found[0], found[1])
    assert (reached_term(found, second), coming_term(found, second)) == (found[1], None)
