"""The half-days that are held about now, with the code of their room."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from portal.models.attendance.room_codes import RoomCode
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.rules.attendance.room_codes import BEFORE, STILL_KNOWN


def codes_around(now: datetime) -> Select[*tuple[Any, ...]]:
    """The half-days with a code that are held about now, each with its secret, its hours and its session."""
    return (
        select(
            RoomCode.meeting_id,
            RoomCode.secret,
            Meeting.session_id,
            Meeting.starts_at,
            Meeting.ends_at,
            TrainingSession.status,
        )
        .join(Meeting, Meeting.id == RoomCode.meeting_id)
        .join(TrainingSession, TrainingSession.id == Meeting.session_id)
        .where(Meeting.starts_at <= now + BEFORE, Meeting.ends_at > now - STILL_KNOWN)
        .order_by(Meeting.id)
    )
