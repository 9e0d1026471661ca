"""The moments of a session, when registration is open, and what staff are warned of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.rules.base.states import SessionStatus
from portal.rules.refusals import Refusal
from portal.rules.refusals.registrations import (
    NotYetOpen,
    RegistrationClosed,
    SessionCancelled,
    SessionNotPublished,
    SessionStarted,
)
from portal.rules.registrations.deadlines import Deadlines, DeadlineWarning, check_open, deadlines_for, warnings_for


def brussels(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=clock.BRUSSELS).astimezone(UTC)


PUBLISHED = brussels(11, 2)
START = brussels(12, 8, 9, 30)
DEFAULTS = deadlines_for(START, published_at=PUBLISHED)
SECOND = timedelta(seconds=1)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: PUBLISHED + timedelta(minutes=minutes))
MAYBE = st.none() | MOMENTS


def test_what_staff_did_not_choose_follows_the_start() -> None:
    assert (
        Deadlines(
            opens_at=PUBLISHED,
            closes_at=brussels(12, 4, 9, 30),
            cancel_deadline=brussels(12, 4, 9, 30),
            freeze_at=brussels(12, 7, 12),
            quota_release_at=brussels(11, 28, 9, 30),
        )
        == DEFAULTS
    )


def test_the_defaults_step_over_a_holiday() -> None:
    after_armistice = deadlines_for(brussels(11, 12, 9), published_at=brussels(10, 1))

    assert after_armistice.freeze_at == brussels(11, 10, 12)
    assert after_armistice.closes_at == brussels(11, 9, 9)


def test_the_quota_is_released_at_the_same_time_on_the_clock_when_summer_time_ends_between() -> None:
    moved = deadlines_for(brussels(10, 30, 9), published_at=PUBLISHED)

    assert moved.quota_release_at == brussels(10, 20, 9) == datetime(2026, 10, 20, 7, tzinfo=UTC)


def test_what_staff_chose_is_kept() -> None:
    chosen = Deadlines(
        opens_at=brussels(11, 5),
        closes_at=brussels(12, 1),
        cancel_deadline=brussels(12, 2),
        freeze_at=brussels(12, 3),
        quota_release_at=brussels(11, 20),
    )

    assert (
        deadlines_for(
            START,
            published_at=PUBLISHED,
            opens_at=chosen.opens_at,
            closes_at=chosen.closes_at,
            cancel_deadline=chosen.cancel_deadline,
            freeze_at=chosen.freeze_at,
            quota_release_at=chosen.quota_release_at,
        )
        == chosen
    )


def test_an_early_freeze_draws_the_close_and_the_cancel_deadline_with_it() -> None:
    early = deadlines_for(START, published_at=PUBLISHED, freeze_at=brussels(12, 1), closes_at=brussels(12, 3))

    assert early.closes_at == early.cancel_deadline == brussels(12, 1)


def test_a_quota_is_released_while_the_line_still_moves() -> None:
    """At the freeze itself nobody is served: what the quota kept back would go to nobody."""
    late = deadlines_for(START, published_at=PUBLISHED, quota_release_at=START - timedelta(minutes=12))

    assert late.quota_release_at == DEFAULTS.freeze_at - timedelta(hours=1)


def test_the_line_stops_at_the_start_at_the_latest() -> None:
    assert deadlines_for(START, published_at=PUBLISHED, freeze_at=START + SECOND).freeze_at == START


@given(MOMENTS, MAYBE, MAYBE, MAYBE)
def test_nothing_closes_after_the_freeze_and_no_freeze_comes_after_the_start(
    start: datetime, closes_at: datetime | None, cancel_deadline: datetime | None, freeze_at: datetime | None
) -> None:
    found = deadlines_for(
        start, published_at=start, closes_at=closes_at, cancel_deadline=cancel_deadline, freeze_at=freeze_at
    )

    assert max(found.closes_at, found.cancel_deadline) <= found.freeze_at <= start


@pytest.mark.parametrize("now", [DEFAULTS.opens_at, DEFAULTS.closes_at - SECOND])
def test_registration_is_open_from_its_opening_until_just_before_its_close(now: datetime) -> None:
    check_open(DEFAULTS, SessionStatus.PUBLISHED, now, START)


@pytest.mark.parametrize(
    ("status", "now", "refusal"),
    [
        pytest.param(SessionStatus.DRAFT, START, SessionNotPublished, id="a draft"),
        pytest.param(SessionStatus.CANCELLED, START, SessionCancelled, id="a cancelled session"),
        pytest.param(SessionStatus.DONE, PUBLISHED, SessionStarted, id="a session that is done"),
        pytest.param(SessionStatus.PUBLISHED, START, SessionStarted, id="the start"),
        pytest.param(SessionStatus.PUBLISHED, PUBLISHED - SECOND, NotYetOpen, id="before the opening"),
        pytest.param(SessionStatus.PUBLISHED, DEFAULTS.closes_at, RegistrationClosed, id="the close"),
        pytest.param(SessionStatus.PUBLISHED, START - SECOND, RegistrationClosed, id="before the start"),
    ],
)
def test_registration_is_refused_with_its_own_reason(
    status: SessionStatus, now: datetime, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        check_open(DEFAULTS, status, now, START)


def test_the_refusals_say_when_it_opens_and_when_it_closed() -> None:
    with pytest.raises(NotYetOpen) as early:
        check_open(DEFAULTS, SessionStatus.PUBLISHED, PUBLISHED - SECOND, START)
    with pytest.raises(RegistrationClosed) as late:
        check_open(DEFAULTS, SessionStatus.PUBLISHED, DEFAULTS.closes_at, START)

    assert early.value.details == {"opens_at": DEFAULTS.opens_at}
    assert late.value.details == {"closes_at": DEFAULTS.closes_at}


def test_sound_moments_give_no_warning() -> None:
    assert warnings_for(DEFAULTS, start=START, now=PUBLISHED, has_quota=True) == []


@pytest.mark.parametrize(
    ("deadlines", "warning"),
    [
        (replace(DEFAULTS, closes_at=PUBLISHED), DeadlineWarning.CLOSES_IN_THE_PAST),
        (replace(DEFAULTS, cancel_deadline=PUBLISHED), DeadlineWarning.CANCEL_DEADLINE_IN_THE_PAST),
        (replace(DEFAULTS, freeze_at=PUBLISHED), DeadlineWarning.FREEZE_IN_THE_PAST),
        (replace(DEFAULTS, opens_at=DEFAULTS.closes_at), DeadlineWarning.OPENS_AFTER_CLOSE),
        (replace(DEFAULTS, quota_release_at=PUBLISHED), DeadlineWarning.QUOTA_ALREADY_RELEASED),
        (
            replace(DEFAULTS, quota_release_at=DEFAULTS.closes_at + SECOND),
            DeadlineWarning.RELEASE_AFTER_CLOSE,
        ),
    ],
)
def test_staff_are_warned_of_moments_that_make_no_sense(deadlines: Deadlines, warning: DeadlineWarning) -> None:
    assert warning in warnings_for(deadlines, start=START, now=PUBLISHED, has_quota=True)


def test_staff_are_warned_of_a_start_in_the_past() -> None:
    assert DeadlineWarning.STARTS_IN_THE_PAST in warnings_for(DEFAULTS, start=START, now=START, has_quota=False)


@pytest.mark.parametrize("release", [PUBLISHED, START])
def test_a_session_without_a_quota_has_no_warning_about_its_release(release: datetime) -> None:
    moved = replace(DEFAULTS, quota_release_at=release)

    assert warnings_for(moved, start=START, now=PUBLISHED, has_quota=False) == []


def test_a_session_planned_for_next_week_is_warned_that_its_quota_is_released_already() -> None:
    soon = deadlines_for(START, published_at=brussels(12, 1))

    assert warnings_for(soon, start=START, now=brussels(12, 1), has_quota=True) == [
        DeadlineWarning.QUOTA_ALREADY_RELEASED
    ]
