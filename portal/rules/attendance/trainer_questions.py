"""Questions that people ask the trainers before a session: who may ask, until when, and who reads the released ones."""

from datetime import datetime
from enum import StrEnum

from portal.rules.base.states import LIVE, RegistrationState, SessionStatus
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import TrainerQuestionsClosed
from portal.rules.refusals.registrations import NotLive, SessionCancelled

MOST_WAITING = 3  # of one registration, not yet released: whoever moderates reads them all
MOST_LETTERS = 500


class Asking(StrEnum):
    """Whether a registration may ask, or what stands in the way."""

    OPEN = "open"
    SESSION_CANCELLED = "session_cancelled"
    NOT_COMING = "not_coming"
    STARTED = "started"


def asking(state: RegistrationState, status: SessionStatus, start: datetime, now: datetime) -> Asking:
    """Whether who has this registration may ask now: everybody registered, also who waits, until the session starts."""
    if status is SessionStatus.CANCELLED:
        return Asking.SESSION_CANCELLED
    if state is RegistrationState.CANCELLED:
        return Asking.NOT_COMING
    return Asking.OPEN if state in LIVE and now < start else Asking.STARTED


def refusal_of(asked: Asking, state: RegistrationState) -> Refusal | None:
    """Why nothing can be asked; None where it can."""
    return {
        Asking.OPEN: None,
        Asking.SESSION_CANCELLED: SessionCancelled(),
        Asking.NOT_COMING: NotLive(state=state.value),
        Asking.STARTED: TrainerQuestionsClosed(),
    }[asked]


def reads(state: RegistrationState, *, left: bool) -> bool:
    """Whether who has this registration reads what was released: who comes, waits, or came to the end."""
    return state is RegistrationState.COMPLETED or (state in LIVE and not left)
