"""From rows to what the rules need: the deadlines, the room and the line of a session."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.rules.registrations.deadlines import Chosen, Deadlines, deadlines_for
from portal.rules.registrations.places import Line, Room
from portal.rules.registrations.standing import Standing, standing


def start_of(session: TrainingSession) -> datetime:
    """When its first meeting starts; a session without a meeting never starts (its creation stands in)."""
    return min((meeting.starts_at for meeting in session.meetings), default=session.created_at)


def end_of(session: TrainingSession) -> datetime:
    """When its last meeting ends."""
    return max((meeting.ends_at for meeting in session.meetings), default=session.created_at)


def moved_since(row: Registration, session: TrainingSession) -> bool:
    """Whether the session moved after the registration received its seat, which it still has."""
    seated = row.state is RegistrationState.CONFIRMED and row.left_at is None
    return seated and session.moved_at is not None and session.moved_at > (row.confirmed_at or row.joined_at)


def chosen_of(session: TrainingSession) -> Chosen:
    """The moments that staff chose for the session."""
    return {
        "opens_at": session.opens_at,
        "closes_at": session.closes_at,
        "cancel_deadline": session.cancel_deadline,
        "freeze_at": session.freeze_at,
        "quota_release_at": session.quota_release_at,
    }


def choose(session: TrainingSession, chosen: Chosen) -> None:
    """Let the session have these moments."""
    session.opens_at, session.closes_at = chosen.get("opens_at"), chosen.get("closes_at")
    session.cancel_deadline, session.freeze_at = chosen.get("cancel_deadline"), chosen.get("freeze_at")
    session.quota_release_at = chosen.get("quota_release_at")


def deadlines_of(session: TrainingSession, now: datetime) -> Deadlines:
    """The session's moments: those staff chose, the others following its start."""
    return deadlines_for(start_of(session), published_at=session.published_at or now, **chosen_of(session))


def standing_of(session: TrainingSession, now: datetime) -> Standing:
    """What a visitor may expect of the session at `now`."""
    return standing(deadlines_of(session, now), session.status, now, start_of(session))


def room_of(session: TrainingSession, deadlines: Deadlines, now: datetime) -> Room:
    """What the session offers at `now`."""
    return Room(
        capacity=session.capacity,
        allowance=session.allowance,
        quota=session.quota if now < deadlines.quota_release_at else None,
        raised={raised.partner_id: raised.quota for raised in session.raised_quotas} if session.quota else {},
        moves=session.status is SessionStatus.PUBLISHED and now < deadlines.freeze_at,
        seats_without_name_served=now < deadlines.cancel_deadline,
    )


def lines_of(
    registrations: Iterable[Registration | Row[Any]],
    deadlines: Deadlines,
    now: datetime,
    joined_now: Collection[int] = (),
) -> list[Line]:
    """The session's registrations as the rule of places reads them; `joined_now` joined the line in this act.

    Rows of the columns that `_line` reads do as well: a page needs no whole objects.
    """
    return [_line(registration, deadlines, now, registration.id in joined_now) for registration in registrations]


def _line(registration: Registration | Row[Any], deadlines: Deadlines, now: datetime, joined_now: bool) -> Line:
    until = registration.auto_accept_until or deadlines.cancel_deadline
    return Line(
        id=registration.id,
        partner_id=registration.partner_id,
        state=registration.state,
        joined_at=registration.joined_at,
        credit=registration.credit,
        group=registration.group_key,
        together=registration.together,
        auto_accepts=joined_now or now < until,
        has_left=registration.left_at is not None,
        named=registration.person_id is not None,
    )
