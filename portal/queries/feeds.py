"""Reading the public agenda as a calendar to subscribe to: no person in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import Row, select

from portal import clock
from portal.database import db
from portal.mail.calendar import FeedItem
from portal.mail.links import link
from portal.models.partners import Theme
from portal.models.sessions import Meeting, TrainingSession
from portal.models.workshops import Workshop, workshop_themes
from portal.queries.meetings import MeetingView, meetings_of
from portal.rules.states import SessionStatus

STAYS = timedelta(days=30)
SHOWN = (SessionStatus.PUBLISHED, SessionStatus.DONE, SessionStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which part of the agenda: a theme by its code, a commune by its NIS code, or all."""

    theme: str = ""
    commune: str = ""


def agenda_feed(narrowing: Narrowing) -> list[FeedItem]:
    """One item a meeting, until 30 days after it; a cancelled session stays, marked as such.

    `dtstamp` is the last change, so that the same agenda gives the same bytes.
    """
    rows = db.session.execute(_sessions(narrowing)).all()
    meetings = meetings_of([row.id for row in rows])
    return [_item(row, meeting) for row in rows for meeting in _kept(meetings.get(row.id, []), narrowing.commune)]


def _sessions(narrowing: Narrowing) -> Any:
    recent = select(Meeting.session_id).where(Meeting.ends_at > clock.now() - STAYS)
    statement = (
        select(
            TrainingSession.id,
            TrainingSession.public_id,
            TrainingSession.status,
            TrainingSession.version,
            TrainingSession.created_at,
            TrainingSession.published_at,
            TrainingSession.moved_at,
            TrainingSession.cancelled_at,
            Workshop.title,
            Workshop.summary,
        )
        .join(Workshop, TrainingSession.workshop_id == Workshop.id)
        .where(TrainingSession.status.in_(SHOWN), TrainingSession.id.in_(recent))
        .order_by(TrainingSession.id)
    )
    if not narrowing.theme:
        return statement
    of_theme = select(workshop_themes.c.workshop_id).join(Theme, Theme.id == workshop_themes.c.theme_id)
    return statement.where(Workshop.id.in_(of_theme.where(Theme.code == narrowing.theme)))


def _kept(meetings: Sequence[MeetingView], commune: str) -> list[MeetingView]:
    oldest = clock.now() - STAYS
    return [meeting for meeting in meetings if meeting.ends_at > oldest and (not commune or meeting.nis == commune)]


def _item(row: Row[Any], meeting: MeetingView) -> FeedItem:
    url = link("sessions.show", public_id=row.public_id)
    return FeedItem(
        uid=f"seance-{row.public_id}-{meeting.id}@{_host()}",
        sequence=row.version,
        dtstamp=_last_change(row),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=f"{row.title} : {meeting.title}" if meeting.title else row.title,
        description="\n\n".join(part for part in (row.summary, url) if part),
        location=meeting.address,
        url=url,
        cancelled=row.status is SessionStatus.CANCELLED,
    )


def _last_change(row: Row[Any]) -> datetime:
    moments: list[datetime | None] = [row.created_at, row.published_at, row.moved_at, row.cancelled_at]
    return max(moment for moment in moments if moment is not None)


def _host() -> str:
    return urlsplit(current_app.config["PORTAL"].base_url).hostname or "localhost"
