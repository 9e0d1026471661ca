"""Where somebody stands with a workshop."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.rules.attendance.hours import Followed, HalfDayState
from portal.rules.attendance.outcomes import HalfDay
from portal.rules.attendance.plans import GAPS, PlanState, Standing, Stay, standing_of
from portal.rules.base.states import Outcome, RegistrationState

START = datetime(2026, 9, 17, 7, tzinfo=UTC)
CAME = (Followed(HalfDay(1, START, START + timedelta(hours=4), 0), HalfDayState.PRESENT, 240),)
CONFIRMED, COMPLETED = RegistrationState.CONFIRMED, RegistrationState.COMPLETED


def stay(state: RegistrationState = COMPLETED, **values: Any) -> Stay:
    known = {"outcome": None, "left": False, "starts_at": START, "over": True, "followed": ()}
    return Stay(state, **{**known, **values})


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (stay(outcome=Outcome.ATTENDED, followed=CAME), Standing(PlanState.DONE, START, 240)),
        (stay(outcome=Outcome.PARTIAL, followed=CAME), Standing(PlanState.PARTLY, START, 240)),
        (stay(outcome=Outcome.NO_SHOW), Standing(PlanState.NOT_YET)),
        (stay(outcome=Outcome.EXCUSED), Standing(PlanState.NOT_YET)),
        (stay(CONFIRMED, over=False), Standing(PlanState.BOOKED, START)),
        (stay(CONFIRMED), Standing(PlanState.BOOKED, START)),
        (stay(CONFIRMED, followed=CAME), Standing(PlanState.DONE, START, 240)),
        (stay(CONFIRMED, followed=CAME, left=True), Standing(PlanState.PARTLY, START, 240)),
        (stay(CONFIRMED, left=True), Standing(PlanState.NOT_YET)),
        (stay(RegistrationState.WAITLISTED, over=False), Standing(PlanState.WAITING, START)),
        (stay(RegistrationState.PENDING, over=False), Standing(PlanState.WAITING, START)),
        (stay(RegistrationState.WAITLISTED), Standing(PlanState.NOT_YET)),
    ],
)
def test_one_registration_gives_one_answer(one: Stay, expected: Standing) -> None:
    assert standing_of([one]) == expected


def test_what_was_followed_counts_before_what_is_to_come_and_the_latest_before_the_first() -> None:
    later = START + timedelta(days=30)
    first = stay(outcome=Outcome.ATTENDED, followed=CAME)
    last = stay(outcome=Outcome.ATTENDED, followed=CAME, starts_at=later)
    coming = stay(CONFIRMED, over=False, starts_at=later + timedelta(days=30))

    assert standing_of([first, coming, last]) == Standing(PlanState.DONE, later, 240)
    assert standing_of([coming, stay(outcome=Outcome.NO_SHOW)]).state is PlanState.BOOKED
    assert standing_of([]).state in GAPS
