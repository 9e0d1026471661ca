"""Reading announcements: what may be announced, who would hear of it, and what was announced."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.database import db
from portal.mail.compose.planning import announcements as compose
from portal.mail.stories import announcing
from portal.mail.stories.announcing import Hearing
from portal.models.planning.announcements import Announcement, announced_sessions
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import key_begins
from portal.queries.base.sessions import SessionCard, cards
from portal.rules.base.states import MessageState, SessionStatus
from portal.rules.planning.announcements import Narrowing
from portal.rules.planning.planning import UNDO_WINDOW
from portal.rules.refusals import NotFound
from portal.rules.registrations.standing import STILL_TAKES

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """A session that may be announced, and when it was for the last time."""

    card: SessionCard
    announced_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would hear, and the mail as the one who hears of most would read it; no mail where nobody hears."""

    hearing: Hearing
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class AnnouncementMail:
    """One mail of an announcement."""

    name: str
    address: str
    state: MessageState


@dataclass(frozen=True, slots=True)
class Page:
    """One announcement: its sessions, its mails, and until when it can be undone."""

    announcement: Announcement
    cards: tuple[SessionCard, ...]
    mails: tuple[AnnouncementMail, ...]
    undo_until: datetime | None


def offers() -> list[Offer]:
    """The published sessions for which one can still register, not about to be cancelled, the next one first."""
    begun = select(Meeting.session_id).where(Meeting.starts_at <= clock.now())
    open_to_all = (TrainingSession.status == SessionStatus.PUBLISHED) & (TrainingSession.cancel_reason == "")
    found = cards(open_to_all & TrainingSession.id.not_in(begun))
    last = _last_announced([card.id for card in found])
    return [Offer(card, last.get(card.id)) for card in found if card.standing in STILL_TAKES]


def _last_announced(session_ids: Collection[int]) -> dict[int, datetime]:
    """By session; an announcement that was undone does not count."""
    which = announced_sessions.c
    rows = db.session.execute(
        select(which.session_id, func.max(Announcement.created_at))
        .join(Announcement, Announcement.id == which.announcement_id)
        .where(which.session_id.in_(session_ids), Announcement.undone_at.is_(None))
        .group_by(which.session_id)
    )
    return {row[0]: row[1] for row in rows}


def preview(session_ids: Collection[int], narrowing: Narrowing, note: str) -> Preview:
    """What an announcement would do; nothing is written."""
    hearing = announcing.read(db.session(), session_ids, narrowing)
    if not hearing.readers:
        return Preview(hearing, "", "")
    most = max(hearing.readers, key=lambda reader: len(reader.session_ids))
    return Preview(hearing, *compose.sample(hearing, most, note))


def recent() -> list[Announcement]:
    """The last announcements, the latest first."""
    about = selectinload(Announcement.sessions).joinedload(TrainingSession.workshop)
    statement = (
        select(Announcement)
        .options(joinedload(Announcement.author), about)
        .order_by(Announcement.id.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(statement))


def page(announcement_id: int) -> Page:
    """One announcement. Raises NotFound."""
    announcement = db.session.get(Announcement, announcement_id)
    if announcement is None:
        raise NotFound
    undo_until = announcement.created_at + UNDO_WINDOW
    open_still = announcement.undone_at is None and clock.now() < undo_until
    shown = cards(TrainingSession.id.in_([training.id for training in announcement.sessions]))
    return Page(announcement, tuple(shown), _mails(announcement.id), undo_until if open_still else None)


def _mails(announcement_id: int) -> tuple[AnnouncementMail, ...]:
    mine = key_begins(f"announcement:{announcement_id}:")
    columns = select(OutboxMessage.to_name, OutboxMessage.to_address, OutboxMessage.state)
    rows = db.session.execute(columns.where(mine).order_by(OutboxMessage.id))
    return tuple(AnnouncementMail(row.to_name, row.to_address, row.state) for row in rows)
