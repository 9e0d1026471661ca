"""Whether a session takes registrations, as one word for pages."""

from datetime import datetime
from enum import StrEnum

from portal.rules.base.states import SessionStatus
from portal.rules.refusals import Refusal
from portal.rules.refusals.registrations import (
    NotYetOpen,
    RegistrationClosed,
    SessionCancelled,
    SessionNotPublished,
    SessionStarted,
)
from portal.rules.registrations.deadlines import Deadlines, check_open


class Standing(StrEnum):
    """What a visitor may expect of a session now."""

    DRAFT = "draft"
    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"
    STARTED = "started"
    CANCELLED = "cancelled"


# Of these one may tell somebody who looks for another date.
STILL_TAKES = frozenset({Standing.NOT_YET_OPEN, Standing.OPEN})
BY_REFUSAL: dict[type[Refusal], Standing] = {
    SessionNotPublished: Standing.DRAFT,
    SessionCancelled: Standing.CANCELLED,
    SessionStarted: Standing.STARTED,
    NotYetOpen: Standing.NOT_YET_OPEN,
    RegistrationClosed: Standing.CLOSED,
}


def standing(deadlines: Deadlines, status: SessionStatus, now: datetime, start: datetime) -> Standing:
    """The word for what `check_open` decides."""
    try:
        check_open(deadlines, status, now, start)
    except Refusal as refusal:
        return BY_REFUSAL[type(refusal)]
    return Standing.OPEN
