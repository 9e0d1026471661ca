"""Where somebody of a team stands with a workshop: followed, registered, waiting, or not yet.

A workshop has one answer a person: what was followed counts first, then what is to come. That somebody was absent is
nowhere in a plan, neither as a word nor as a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.rules.attendance.hours import Followed
from portal.rules.base.states import Outcome, RegistrationState


class PlanState(StrEnum):
    """What a cell of the plan says."""

    DONE = "done"
    BOOKED = "booked"
    WAITING = "waiting"
    PARTLY = "partly"
    NOT_YET = "not_yet"


ORDER = tuple(PlanState)
GAPS = (PlanState.NOT_YET, PlanState.PARTLY)  # where somebody can be registered
WAITS = (RegistrationState.PENDING, RegistrationState.WAITLISTED, RegistrationState.HELD)


@dataclass(frozen=True, slots=True)
class Standing:
    """One answer: the state, the day it is about, and the minutes that count."""

    state: PlanState
    at: datetime | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """One registration as a plan reads it; `starts_at` and `over` are of its session."""

    state: RegistrationState
    outcome: Outcome | None
    left: bool
    starts_at: datetime
    over: bool
    followed: Sequence[Followed] = ()


NOT_YET = Standing(PlanState.NOT_YET)


def standing_of(stays: Iterable[Stay]) -> Standing:
    """The one answer of several registrations of a person for a workshop; among equal ones the latest."""
    found = [_standing(one) for one in stays]
    return max(found, key=_weight, default=NOT_YET)


def _weight(one: Standing) -> tuple[int, float]:
    return -ORDER.index(one.state), one.at.timestamp() if one.at else 0.0


def _standing(stay: Stay) -> Standing:
    """A seat of a session that is over and not closed yet stands as registered: nobody knows better."""
    minutes = sum(one.minutes for one in stay.followed)
    if stay.state in WAITS:
        return NOT_YET if stay.over else Standing(PlanState.WAITING, stay.starts_at)
    if stay.outcome is Outcome.ATTENDED:
        return Standing(PlanState.DONE, stay.starts_at, minutes)
    if minutes and (stay.over or stay.left):
        whole = stay.outcome is None and not stay.left
        return Standing(PlanState.DONE if whole else PlanState.PARTLY, stay.starts_at, minutes)
    booked = stay.state is RegistrationState.CONFIRMED and not stay.left
    return Standing(PlanState.BOOKED, stay.starts_at) if booked else NOT_YET
