"""What giving a registration up comes to, by where it stands and when: the pages say it before and after."""

from datetime import datetime
from enum import StrEnum

from portal.rules.base.states import RegistrationState
from portal.rules.registrations.deadlines import Deadlines


class Leaving(StrEnum):
    """What ends when a registration is given up, and so who has the good of it (docs/registration.md, T11)."""

    SEAT = "seat"
    LATE_SEAT = "late_seat"
    REST = "rest"
    HOLD = "hold"
    LINE = "line"
    REQUEST = "request"
    NOTHING = "nothing"


SEATED = frozenset({Leaving.SEAT, Leaving.LATE_SEAT, Leaving.REST})
_BEFORE_THE_START = {
    RegistrationState.CONFIRMED: Leaving.SEAT,
    RegistrationState.HELD: Leaving.HOLD,
    RegistrationState.WAITLISTED: Leaving.LINE,
    RegistrationState.PENDING: Leaving.REQUEST,
}


def leaving(
    state: RegistrationState, deadlines: Deadlines, now: datetime, start: datetime, last_start: datetime
) -> Leaving:
    """What giving up a registration that has not left comes to now; NOTHING where it is not possible any more.

    `start` begins the session, `last_start` its last meeting. From the freeze on no seat goes to the next in line.
    """
    if now >= start:
        stays = state is RegistrationState.CONFIRMED and now < last_start
        return Leaving.REST if stays else Leaving.NOTHING
    kind = _BEFORE_THE_START.get(state, Leaving.NOTHING)
    return Leaving.LATE_SEAT if kind is Leaving.SEAT and now >= deadlines.freeze_at else kind
