"""Who asks the trainers, until when, and who reads what was released."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.attendance.trainer_questions import Asking, asking, reads, refusal_of
from portal.rules.base.states import LIVE, RegistrationState, SessionStatus
from portal.rules.refusals.attendance import TrainerQuestionsClosed
from portal.rules.refusals.registrations import NotLive, SessionCancelled

START = datetime(2026, 12, 3, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CONFIRMED, CANCELLED, COMPLETED = (
    RegistrationState.CONFIRMED,
    RegistrationState.CANCELLED,
    RegistrationState.COMPLETED,
)


@pytest.mark.parametrize("state", sorted(LIVE))
def test_whoever_is_registered_asks_until_the_session_starts(state: RegistrationState) -> None:
    assert asking(state, SessionStatus.PUBLISHED, START, START - SECOND) is Asking.OPEN
    assert asking(state, SessionStatus.PUBLISHED, START, START) is Asking.STARTED


@pytest.mark.parametrize("state", RegistrationState)
def test_nobody_asks_before_a_cancelled_session(state: RegistrationState) -> None:
    assert asking(state, SessionStatus.CANCELLED, START, START - SECOND) is Asking.SESSION_CANCELLED


def test_who_gave_up_or_has_come_asks_nothing() -> None:
    assert asking(CANCELLED, SessionStatus.PUBLISHED, START, START - SECOND) is Asking.NOT_COMING
    assert asking(COMPLETED, SessionStatus.DONE, START, START + SECOND) is Asking.STARTED


def test_each_obstacle_has_its_refusal() -> None:
    kinds = {asked: type(refusal_of(asked, CANCELLED)) for asked in Asking}

    assert kinds == {
        Asking.OPEN: type(None),
        Asking.SESSION_CANCELLED: SessionCancelled,
        Asking.NOT_COMING: NotLive,
        Asking.STARTED: TrainerQuestionsClosed,
    }


def test_who_comes_waits_or_has_come_reads_what_was_released() -> None:
    read = {state for state in RegistrationState if reads(state, left=False)}

    assert read == LIVE | {COMPLETED}
    assert {state for state in RegistrationState if reads(state, left=True)} == {COMPLETED}
