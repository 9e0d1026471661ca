"""How long what concerns a person is kept."""

from datetime import date, timedelta

import pytest

from portal.rules.upkeep.retention import TERMS, RecordKind

TERM = {term.record: term for term in TERMS}


def test_every_kind_of_thing_kept_has_one_term() -> None:
    assert sorted(term.record for term in TERMS) == sorted(RecordKind)


def test_a_registration_is_kept_until_three_years_after_the_end_of_its_year() -> None:
    assert TERM[RecordKind.REGISTRATION].ends_on(date(2026, 3, 5)) == date(2029, 12, 31)


@pytest.mark.parametrize(
    ("left_on", "last_day"),
    [
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_a_contact_who_left_is_kept_six_months(left_on: date, last_day: date) -> None:
    assert TERM[RecordKind.CONTACT_WHO_LEFT].ends_on(left_on) == last_day


@pytest.mark.parametrize("ended_on", [date(2026, 1, 31), date(2026, 12, 5), date(2028, 2, 29)])
def test_a_question_to_the_trainers_is_kept_thirty_days(ended_on: date) -> None:
    term = TERM[RecordKind.TRAINER_QUESTION]
    last = ended_on + timedelta(days=30)

    assert term.ends_on(ended_on) == last
    assert term.first_day_kept(last) == ended_on
    assert term.first_day_kept(last + timedelta(days=1)) == ended_on + timedelta(days=1)
