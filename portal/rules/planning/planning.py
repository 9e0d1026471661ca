"""Planning a session: which meetings and which registration windows make sense."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Unpack

from portal.rules.base.states import SessionStatus
from portal.rules.refusals.planning import (
    DeadlinesDisordered,
    MeetingEndsFirst,
    MeetingInPast,
    MeetingStarted,
    PauseTooLong,
    SessionIncomplete,
)
from portal.rules.refusals.registrations import SessionCancelled, SessionNotPublished, SessionStarted
from portal.rules.registrations.deadlines import Chosen, deadlines_for

UNDO_WINDOW = timedelta(minutes=10)
# What staff decide near a start is done, and its mails are on their way, this long before it at the latest.
LEAD = timedelta(minutes=5)
BY_THE_START = ("closes_at", "cancel_deadline", "freeze_at", "quota_release_at")


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """One meeting as staff want it. `id` names the meeting it replaces; none is a new one."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None = None
    online_link: str = ""
    title: str = ""
    id: int | None = None
    pause: int = 0

    @property
    def material(self) -> tuple[datetime, datetime, int | None, str]:
        """What people must be told of when it changes; the title and the pause are not."""
        return self.starts_at, self.ends_at, self.venue_id, self.online_link

    @property
    def has_place(self) -> bool:
        """Whether people know where to go, or which link to open."""
        return self.venue_id is not None or bool(self.online_link)


def check_published(status: SessionStatus) -> None:
    """Let through a session that is published. Raises SessionNotPublished, SessionCancelled, SessionStarted (done)."""
    match status:
        case SessionStatus.DRAFT:
            raise SessionNotPublished
        case SessionStatus.CANCELLED:
            raise SessionCancelled
        case SessionStatus.DONE:
            raise SessionStarted


def check_meetings(plans: Sequence[MeetingPlan], now: datetime) -> None:
    """Let through at least one meeting, each in the future and ending after it starts.

    Raises SessionIncomplete, or MeetingInPast, MeetingEndsFirst or PauseTooLong; their `place` counts the meetings
    from 0.
    """
    if not plans:
        raise SessionIncomplete
    for place, plan in enumerate(plans):
        _check_times(place, plan, now)


def _check_times(place: int, plan: MeetingPlan, now: datetime) -> None:
    if plan.starts_at <= now:
        raise MeetingInPast(place=place)
    if plan.ends_at <= plan.starts_at:
        raise MeetingEndsFirst(place=place)
    check_pause(place, plan)


def check_pause(place: int, plan: MeetingPlan) -> None:
    """Let through a pause that leaves some of its meeting. Raises PauseTooLong with the `place` of the meeting."""
    if not 0 <= plan.pause < (plan.ends_at - plan.starts_at).total_seconds() / 60:
        raise PauseTooLong(place=place)


def check_moves(before: Sequence[MeetingPlan], after: Sequence[MeetingPlan], now: datetime) -> None:
    """Let through what leaves begun meetings alone and puts the others in the future, each with a place.

    Raises MeetingStarted, MeetingInPast, MeetingEndsFirst or PauseTooLong with its `place`, SessionIncomplete.
    """
    begun = {plan.id: plan.material for plan in before if plan.starts_at <= now}
    kept = {plan.id: plan.material for plan in after if plan.id in begun}
    if kept != begun:
        raise MeetingStarted
    if not after or not all(plan.has_place for plan in after):
        raise SessionIncomplete
    for place, plan in enumerate(after):
        if plan.id not in begun:
            _check_times(place, plan, now)
        check_pause(place, plan)


def is_material(before: Sequence[MeetingPlan], after: Sequence[MeetingPlan]) -> bool:
    """Whether a meeting was added, removed, or changed in its time or place."""
    return {plan.id: plan.material for plan in before} != {plan.id: plan.material for plan in after}


def undo_until(starts: Iterable[datetime], now: datetime) -> datetime | None:
    """Until when what staff decide about meetings that start then can be taken back: ten minutes from now.

    None where a start is so near that waiting would leave less than five minutes before it: then it is done at once.
    """
    until = now + UNDO_WINDOW
    return until if all(start - LEAD >= until for start in starts) else None


def check_order(start: datetime, **chosen: Unpack[Chosen]) -> None:
    """Let through a window and deadlines that come in order before the start.

    Raises DeadlinesDisordered whose `field` names the first one out of order.
    """
    for field in BY_THE_START:
        moment = chosen.get(field)
        if isinstance(moment, datetime) and moment > start:
            raise DeadlinesDisordered(field=field)
    opens_at = chosen.get("opens_at")
    if opens_at and opens_at >= deadlines_for(start, published_at=opens_at, **chosen).closes_at:
        raise DeadlinesDisordered(field="opens_at")
