"""The moments of a session: when it opens and closes, when its line stops, what staff should look at again.

What staff did not choose follows the start; see docs/registration.md, section "Words".
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypedDict, Unpack

from portal import clock
from portal.rules.base.days.working_days import minus_working_days, plus_working_days, working_day_before
from portal.rules.base.states import SessionStatus
from portal.rules.refusals.registrations import (
    NamesDue,
    NotYetOpen,
    RegistrationClosed,
    SessionCancelled,
    SessionLongOver,
    SessionNotPublished,
    SessionStarted,
)

DAYS_BEFORE_QUOTA_RELEASE = 10
# At the freeze itself the line moves no more: the seats of a quota are given out this long before, worker away or not.
RELEASE_BEFORE_FREEZE = timedelta(hours=1)
WORKING_DAYS_BEFORE_CLOSE = 2
WORKING_DAYS_TO_NAME = 5
WORKING_DAYS_TO_REMIND = 2
DAYS_TO_GROW = 30
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The moments of one session, all in UTC. Each moment itself belongs to what it begins."""

    opens_at: datetime
    closes_at: datetime
    cancel_deadline: datetime
    freeze_at: datetime
    quota_release_at: datetime


class Chosen(TypedDict, total=False):
    """What staff chose instead of a default; None is "not chosen"."""

    opens_at: datetime | None
    closes_at: datetime | None
    cancel_deadline: datetime | None
    freeze_at: datetime | None
    quota_release_at: datetime | None


class DeadlineWarning(StrEnum):
    """Why the moments of a session make no sense, though nothing forbids them."""

    STARTS_IN_THE_PAST = "starts_in_the_past"
    CLOSES_IN_THE_PAST = "closes_in_the_past"
    CANCEL_DEADLINE_IN_THE_PAST = "cancel_deadline_in_the_past"
    FREEZE_IN_THE_PAST = "freeze_in_the_past"
    OPENS_AFTER_CLOSE = "opens_after_close"
    QUOTA_ALREADY_RELEASED = "quota_already_released"
    RELEASE_AFTER_CLOSE = "release_after_close"


def deadlines_for(start: datetime, *, published_at: datetime, **chosen: Unpack[Chosen]) -> Deadlines:
    """Return the moments of a session that starts then; a draft passes the present moment as its publication.

    The line never moves after the start, and nobody registers or cancels in time after the line has stopped; a quota
    is released while the line still moves, or its seats would go to nobody.
    """
    freeze_at = min(chosen.get("freeze_at") or _noon_of_the_working_day_before(start), start)
    two_days_before = minus_working_days(start, WORKING_DAYS_BEFORE_CLOSE)
    return Deadlines(
        opens_at=chosen.get("opens_at") or published_at,
        closes_at=min(chosen.get("closes_at") or two_days_before, freeze_at),
        cancel_deadline=min(chosen.get("cancel_deadline") or two_days_before, freeze_at),
        freeze_at=freeze_at,
        quota_release_at=min(
            chosen.get("quota_release_at") or days_before(start, DAYS_BEFORE_QUOTA_RELEASE),
            freeze_at - RELEASE_BEFORE_FREEZE,
        ),
    )


def check_open(deadlines: Deadlines, status: SessionStatus, now: datetime, start: datetime) -> None:
    """Let a registration through while the session is published and opens_at <= now < closes_at.

    Raises SessionNotPublished, SessionCancelled, SessionStarted, NotYetOpen or RegistrationClosed.
    """
    if status is SessionStatus.DRAFT:
        raise SessionNotPublished
    if status is SessionStatus.CANCELLED:
        raise SessionCancelled
    if status is SessionStatus.DONE or now >= start:
        raise SessionStarted
    if now < deadlines.opens_at:
        raise NotYetOpen(opens_at=deadlines.opens_at)
    if now >= deadlines.closes_at:
        raise RegistrationClosed(closes_at=deadlines.closes_at)


def grows_until(last_ends_at: datetime) -> datetime:
    """Until when a meeting or a seat may be added: to the end, in Brussels, of the 30th day after the last meeting."""
    last = clock.local(last_ends_at).date() + timedelta(days=DAYS_TO_GROW)
    return clock.utc(datetime.combine(last + timedelta(days=1), time()))


def check_grows(last_ends_at: datetime, now: datetime) -> None:
    """Let a meeting or a seat be added to a session whose last meeting ended then. Raises SessionLongOver."""
    until = grows_until(last_ends_at)
    if now >= until:
        raise SessionLongOver(last=clock.local(until).date() - timedelta(days=1))


def check_names(deadlines: Deadlines, now: datetime) -> None:
    """Let seats without a name be asked for before the cancel deadline. Raises NamesDue from then on."""
    if now >= deadlines.cancel_deadline:
        raise NamesDue(deadlines.cancel_deadline)


def hold_until(now: datetime, deadlines: Deadlines) -> datetime:
    """Until when a seat held now is kept without a name: five working days, never past the cancel deadline."""
    return min(plus_working_days(now, WORKING_DAYS_TO_NAME), deadlines.cancel_deadline)


def hold_reminder_at(expires_at: datetime) -> datetime:
    """When who holds a seat without a name is reminded of it: two working days before it goes."""
    return minus_working_days(expires_at, WORKING_DAYS_TO_REMIND)


def warnings_for(deadlines: Deadlines, *, start: datetime, now: datetime, has_quota: bool) -> list[DeadlineWarning]:
    """List what staff should look at again before they publish; empty when all is sound."""
    doubts = {
        DeadlineWarning.STARTS_IN_THE_PAST: start <= now,
        DeadlineWarning.CLOSES_IN_THE_PAST: deadlines.closes_at <= now,
        DeadlineWarning.CANCEL_DEADLINE_IN_THE_PAST: deadlines.cancel_deadline <= now,
        DeadlineWarning.FREEZE_IN_THE_PAST: deadlines.freeze_at <= now,
        DeadlineWarning.OPENS_AFTER_CLOSE: deadlines.opens_at >= deadlines.closes_at,
        DeadlineWarning.QUOTA_ALREADY_RELEASED: has_quota and deadlines.quota_release_at <= now,
        DeadlineWarning.RELEASE_AFTER_CLOSE: has_quota and deadlines.quota_release_at > deadlines.closes_at,
    }
    return [warning for warning, doubtful in doubts.items() if doubtful]


@lru_cache(maxsize=4096)
def _noon_of_the_working_day_before(start: datetime) -> datetime:
    return clock.utc(datetime.combine(working_day_before(clock.local(start).date()), NOON))


@lru_cache(maxsize=4096)
def days_before(start: datetime, days: int) -> datetime:
    """The moment so many days before the start, at its hour on a Brussels clock, whatever the clocks did in between."""
    on_the_clock = clock.local(start)
    return clock.utc(datetime.combine(on_the_clock.date() - timedelta(days=days), on_the_clock.time()))
