"""Reading meetings as calendars to subscribe to: the public agenda, and one person's own. No person is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, select

from portal import clock
from portal.database import db
from portal.database.rows import AnyRow, AnySelect
from portal.mail.wire.calendar import FeedItem
from portal.mail.wire.links import link
from portal.mail.wire.places import calendar_place
from portal.models.network.partners import Theme
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Workshop, workshop_themes
from portal.queries.base.meetings import MeetingView, meetings_of
from portal.rules.base.states import SessionStatus
from portal.rules.refusals import NotFound
from portal.settings import current_settings

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
    found = _recent(_of_theme(narrowing.theme))
    return [item_of(row, one) for row, one in found if not narrowing.commune or one.nis == narrowing.commune]


def _of_theme(code: str) -> AnySelect:
    if not code:
        return sessions()
    of_theme = select(workshop_themes.c.workshop_id).join(Theme, Theme.id == workshop_themes.c.theme_id)
    return sessions(Workshop.id.in_(of_theme.where(Theme.code == code)))


def sessions(*conditions: ColumnElement[bool]) -> AnySelect:
    """The sessions that a calendar may show: no drafts."""
    return (
        select(
            TrainingSession.id,
            TrainingSession.public_id,
            TrainingSession.status,
            TrainingSession.version,
            TrainingSession.created_at,
            TrainingSession.published_at,
            TrainingSession.moved_at,
            TrainingSession.cancelled_at,
            TrainingSession.note,
            TrainingSession.contact_phone,
            Workshop.title,
            Workshop.summary,
        )
        .join(Workshop, TrainingSession.workshop_id == Workshop.id)
        .where(TrainingSession.status.in_(SHOWN), *conditions)
        .order_by(TrainingSession.id)
    )


def _recent(statement: AnySelect) -> list[tuple[AnyRow, MeetingView]]:
    oldest = clock.now() - STAYS
    recent = select(Meeting.session_id).where(Meeting.ends_at > oldest)
    found = _with_meetings(statement.where(TrainingSession.id.in_(recent)))
    return [(row, one) for row, one in found if one.ends_at > oldest]


def _with_meetings(statement: AnySelect) -> list[tuple[AnyRow, MeetingView]]:
    rows: Sequence[AnyRow] = db.session.execute(statement).all()
    meetings = meetings_of([row.id for row in rows])
    return [(row, one) for row in rows for one in meetings.get(row.id, [])]


def recent_meetings(session_ids: Any) -> list[tuple[AnyRow, MeetingView]]:
    """Pairs of session and meeting among these sessions, until 30 days after each meeting; two statements."""
    return _recent(sessions(TrainingSession.id.in_(session_ids)))


def meeting_file(public_id: str, meeting_id: int) -> FeedItem:
    """One meeting of a session, to add to a calendar by hand. Raises NotFound, also for a draft."""
    found = _with_meetings(sessions(TrainingSession.public_id == public_id))
    item = next((item_of(row, one) for row, one in found if one.id == meeting_id), None)
    if item is None:
        raise NotFound
    return item


def item_of(row: AnyRow, meeting: MeetingView, *, own: bool = False) -> FeedItem:
    """A meeting as an item; `own` adds what only who comes or teaches reads: the note, the phone, the online link."""
    url = link("sessions.show", public_id=row.public_id)
    words = (row.note, row.contact_phone) if own else (row.summary,)
    return FeedItem(
        uid=f"seance-{row.public_id}-{meeting.id}@{_host()}",
        sequence=row.version,
        dtstamp=_last_change(row),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=f"{row.title} : {meeting.title}" if meeting.title else row.title,
        description="\n\n".join(part for part in (*words, url) if part),
        location=calendar_place(meeting.address, meeting.online_link),
        url=url,
        online_link=(meeting.online_link or None) if own else None,
        cancelled=row.status is SessionStatus.CANCELLED,
    )


def _last_change(row: AnyRow) -> datetime:
    moments: list[datetime | None] = [row.created_at, row.published_at, row.moved_at, row.cancelled_at]
    return max(moment for moment in moments if moment is not None)


def _host() -> str:
    return urlsplit(current_settings().base_url).hostname or "localhost"
