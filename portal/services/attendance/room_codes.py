"""Switching the code of a session's room on and off."""

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from portal.database import lock_row, writing
from portal.models.attendance.room_codes import RoomCode, new_secret
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.verbs import ObjectKind, Verb
from portal.services.attendance.presence import check_noted
from portal.services.base.journal import Entry, record

WITH_MEETINGS = selectinload(TrainingSession.meetings)


def switch(session_id: int, *, on: bool, actor_id: int) -> None:
    """Give each half-day of the session a secret of its own, or take them all away; what is so already stays.

    A secret that is taken away never comes back: codes shown before it are worth nothing. What was declared stays.
    Raises SessionClosed, SessionCancelled or SessionNotPublished.
    """
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id, WITH_MEETINGS)
        check_noted(training.status)
        meetings = [meeting.id for meeting in training.meetings]
        there = set(session.scalars(select(RoomCode.meeting_id).where(RoomCode.meeting_id.in_(meetings))))
        changed = [number for number in meetings if (number in there) is not on]
        if not changed:
            return
        if on:
            session.add_all([RoomCode(meeting_id=number, secret=new_secret()) for number in changed])
        else:
            session.execute(delete(RoomCode).where(RoomCode.meeting_id.in_(changed)))
        verb = Verb.SHOWED_ROOM_CODE if on else Verb.HID_ROOM_CODE
        record(session, actor_id, Entry(verb, ObjectKind.SESSION, session_id, session_id))
