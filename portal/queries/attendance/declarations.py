"""Reading the code in the room, and what was declared by it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select

from portal import clock
from portal.database import db, rows
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.planning.open_rooms import codes_around
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.base.meetings import MeetingView
from portal.queries.base.sessions import SessionCard, card_of
from portal.rules.attendance.room_codes import (
    Door,
    Fit,
    Hours,
    as_typed,
    code_of,
    door,
    fit,
    minute_of,
    seconds_left,
    shown,
    to_confirm,
)
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import PresenceMark, RegistrationState
from portal.rules.refusals import NotFound

SECRET = select(RoomCode.secret).where(RoomCode.meeting_id == bindparam("meeting_id"))
DECLARED = (
    select(DeclaredPresence.registration_id, DeclaredPresence.declared_at, Presence.mark, Presence.marked_at)
    .join(Registration, Registration.id == DeclaredPresence.registration_id)
    .outerjoin(
        Presence,
        and_(
            Presence.registration_id == DeclaredPresence.registration_id,
            Presence.meeting_id == DeclaredPresence.meeting_id,
        ),
    )
    .where(DeclaredPresence.meeting_id == bindparam("meeting_id"), Registration.state == RegistrationState.CONFIRMED)
    .order_by(DeclaredPresence.id)
)


@dataclass(frozen=True, slots=True)
class RoomPage:
    """The wall of a session's room: the half-day it is about (counted from 1), and its code; "" where none is shown.

    `left` is after how many seconds the next one comes, `declared` how many have said that they are there.
    """

    card: SessionCard
    number: int
    switched_on: bool
    door: Door
    opens_at: datetime
    code: str
    left: int
    declared: int

    @property
    def meeting(self) -> MeetingView:
        """The half-day."""
        return self.card.meetings[self.number - 1]


@dataclass(frozen=True, slots=True)
class CodeOf:
    """The half-day that a code opens, as everybody may know it."""

    title: str
    starts_at: datetime


def room_page(actor: Actor, public_id: str) -> RoomPage:
    """The wall, for the session's trainers and staff. Raises NotFound for everybody else."""
    card = card_of(public_id, drafts=actor.manages)
    if not can(actor, Action.MARK_PRESENCE, session_id=card.id):
        raise NotFound
    now = clock.now()
    days = [Hours(one.starts_at, one.ends_at, card.status) for one in card.meetings]
    place = shown(days, now)
    meeting, hours = card.meetings[place], days[place]
    secret = _secret(meeting.id)
    found = door(hours, now)
    return RoomPage(
        card=card,
        number=place + 1,
        switched_on=secret is not None,
        door=found,
        opens_at=hours.opens_at,
        code=code_of(secret, minute_of(now)) if secret and found is Door.OPEN else "",
        left=seconds_left(now),
        declared=_how_many(meeting.id) if secret else 0,
    )


def _secret(meeting_id: int) -> str | None:
    return next((row.secret for row in rows(SECRET, meeting_id=meeting_id)), None)


def _how_many(meeting_id: int) -> int:
    """Of those whose seat stands, confirmed already or not."""
    statement = (
        select(func.count())
        .select_from(DeclaredPresence)
        .join(Registration, Registration.id == DeclaredPresence.registration_id)
        .where(DeclaredPresence.meeting_id == meeting_id, Registration.state == RegistrationState.CONFIRMED)
    )
    return db.session.scalar(statement) or 0


def opened_by(code: str) -> CodeOf | None:
    """The half-day that a code opens now; None for none, and where two show the same."""
    now, typed = clock.now(), as_typed(code)
    around = db.session.execute(codes_around(now)).all()
    found = [
        row for row in around if fit(row.secret, Hours(row.starts_at, row.ends_at, row.status), typed, now) is Fit.OPENS
    ]
    if len(found) != 1:
        return None
    title = select(Workshop.title).join(TrainingSession, TrainingSession.workshop_id == Workshop.id)
    named = db.session.scalar(title.where(TrainingSession.id == found[0].session_id))
    return CodeOf(named or "", found[0].starts_at)


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared at a meeting and asks for the trainer, by registration, with the mark that counts meanwhile."""

    waiting: dict[int, PresenceMark | None]
    open: bool

    def among(self, shown_on_page: Collection[int]) -> "Declared":
        """Those whom a page shows, in its order."""
        return Declared({one: self.waiting[one] for one in shown_on_page if one in self.waiting}, self.open)

    @property
    def seen(self) -> str:
        """The mark of each as it is shown, for the button that confirms: "12: 13:absent"."""
        return " ".join(f"{number}:{mark or ''}" for number, mark in self.waiting.items())


def declared(card: SessionCard, meeting: MeetingView) -> Declared:
    """What asks for the trainer at one of a session's meetings; `open` while more may come. Two statements."""
    found = rows(DECLARED, meeting_id=meeting.id)
    waiting = {row.registration_id: row.mark for row in found if to_confirm(row.mark, row.marked_at, row.declared_at)}
    hours = Hours(meeting.starts_at, meeting.ends_at, card.status)
    opened = door(hours, clock.now()) is Door.OPEN and _secret(meeting.id) is not None
    return Declared(waiting, opened)
