"""What giving a registration up comes to, by its state and the moment."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.rules.base.states import RegistrationState
from portal.rules.registrations.deadlines import deadlines_for
from portal.rules.registrations.leaving import Leaving, leaving

START = datetime(2026, 12, 10, 8, 30, tzinfo=UTC)
LAST = START + timedelta(days=7)
DEADLINES = deadlines_for(START, published_at=START - timedelta(days=60))
BEFORE, FREEZE = DEADLINES.freeze_at - timedelta(seconds=1), DEADLINES.freeze_at
MOMENTS = (BEFORE, FREEZE, START, LAST)
NOTHING = Leaving.NOTHING

EXPECTED = {
    RegistrationState.CONFIRMED: (Leaving.SEAT, Leaving.LATE_SEAT, Leaving.REST, NOTHING),
    RegistrationState.HELD: (Leaving.HOLD, Leaving.HOLD, NOTHING, NOTHING),
    RegistrationState.WAITLISTED: (Leaving.LINE, Leaving.LINE, NOTHING, NOTHING),
    RegistrationState.PENDING: (Leaving.REQUEST, Leaving.REQUEST, NOTHING, NOTHING),
    RegistrationState.COMPLETED: (NOTHING,) * 4,
    RegistrationState.CANCELLED: (NOTHING,) * 4,
}


@pytest.mark.parametrize("state", RegistrationState)
def test_what_ends_follows_from_the_state_and_the_moment(state: RegistrationState) -> None:
    assert tuple(leaving(state, DEADLINES, moment, START, LAST) for moment in MOMENTS) == EXPECTED[state]
