"""Reading training sessions as cards: the agenda, and the card of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from portal import clock
from portal.database import db, rows
from portal.database.reading import one_of
from portal.database.rows import AnyRow, AnySelect
from portal.models.network.partners import Theme
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Workshop, workshop_themes
from portal.models.registrations.registrations import Registration
from portal.queries.base.joined import apart, joined
from portal.queries.base.meetings import MeetingView, meetings_of
from portal.rules.base.names import in_order
from portal.rules.base.states import SEATS, RegistrationState, Seeding, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.registrations.deadlines import Deadlines, deadlines_for
from portal.rules.registrations.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session as the agenda shows it. `themes` are pairs of code and label; `coming` says that it has not ended.

    What depends on the moment (`standing`, `quota`, `coming`) is a field, judged when the card was read: a card that
    equals another looks like it, so that templates draw both once.
    """

    id: int
    public_id: str
    title: str
    summary: str
    workshop_slug: str
    status: SessionStatus
    capacity: int
    quota: int | None
    seats: int
    waiting: int
    approval: bool
    seeding: Seeding
    themes: tuple[tuple[str, str], ...]
    meetings: tuple[MeetingView, ...]
    deadlines: Deadlines
    standing: Standing
    coming: bool

    @property
    def free(self) -> int:
        """Seats that nobody holds, never below 0."""
        return max(self.capacity - self.seats, 0)

    @property
    def starts_at(self) -> datetime:
        """When its first meeting starts."""
        return self.meetings[0].starts_at

    @property
    def month(self) -> str:
        """Year and month of its start in Brussels, to group by."""
        return clock.local(self.starts_at).strftime("%Y-%m")

    @property
    def last_seats(self) -> bool:
        """Open, with a few seats left: no more than an eighth."""
        return self.standing is Standing.OPEN and 0 < self.free <= max(self.capacity // 8, 1)


def past_sessions(*conditions: ColumnElement[bool]) -> list[int]:
    """The numbers of the sessions that are over and meet the conditions, drafts left out, the latest first."""
    ended_at = func.max(Meeting.ends_at)
    statement = (
        select(TrainingSession.id)
        .join(Meeting, Meeting.session_id == TrainingSession.id)
        .where(TrainingSession.status != SessionStatus.DRAFT, *conditions)
        .group_by(TrainingSession.id)
        .having(ended_at <= clock.now())
        .order_by(ended_at.desc(), TrainingSession.id.desc())
    )
    return list(db.session.scalars(statement))


def _count(condition: ColumnElement[bool]) -> Any:
    return (
        select(func.count())
        .select_from(Registration)
        .where(Registration.session_id == TrainingSession.id, condition)
        .correlate(TrainingSession)
        .scalar_subquery()
    )


def _themes_of(workshop_id: Any) -> Any:
    return (
        joined(Theme.code, Theme.label)
        .join(workshop_themes, workshop_themes.c.theme_id == Theme.id)
        .where(workshop_themes.c.workshop_id == workshop_id)
        .correlate(Workshop)
        .scalar_subquery()
    )


CARDS: AnySelect = select(
    TrainingSession.id,
    TrainingSession.public_id,
    TrainingSession.status,
    TrainingSession.capacity,
    TrainingSession.allowance,
    TrainingSession.quota,
    TrainingSession.quota_release_at,
    TrainingSession.opens_at,
    TrainingSession.closes_at,
    TrainingSession.cancel_deadline,
    TrainingSession.freeze_at,
    TrainingSession.approval,
    TrainingSession.seeding,
    TrainingSession.published_at,
    Workshop.title,
    Workshop.summary,
    Workshop.slug,
    _count(one_of(Registration.state, SEATS) & Registration.left_at.is_(None)).label("seats"),
    _count(Registration.state == RegistrationState.WAITLISTED).label("waiting"),
    _themes_of(Workshop.id).label("themes"),
).join(Workshop, TrainingSession.workshop_id == Workshop.id)
AGENDA = CARDS.where(
    one_of(TrainingSession.status, (SessionStatus.PUBLISHED, SessionStatus.CANCELLED)),
    TrainingSession.id.in_(select(Meeting.session_id).where(Meeting.ends_at > bindparam("now"))),
)
BY_ID = CARDS.where(TrainingSession.id == bindparam("session_id"))
BY_PUBLIC_ID = CARDS.where(TrainingSession.public_id == bindparam("public_id"))
ID = select(TrainingSession.id).where(TrainingSession.public_id == bindparam("public_id"))


def agenda() -> list[SessionCard]:
    """Every published or cancelled session that has not ended, the next one first."""
    return cards_of(rows(AGENDA, now=clock.now()))


def cards(condition: ColumnElement[bool]) -> list[SessionCard]:
    """The cards of the sessions that meet `condition`, in the order of their start; two statements."""
    return cards_of(rows(CARDS.where(condition)))


def cards_of(found: Sequence[AnyRow], meetings: Mapping[int, Sequence[MeetingView]] | None = None) -> list[SessionCard]:
    """The cards behind rows of `CARDS`, in the order of their start; a session without a meeting has none.

    `meetings` are theirs, where the caller has read them with others.
    """
    meetings = meetings_of([row.id for row in found]) if meetings is None else meetings
    drawn = [_card(row, meetings[row.id]) for row in found if meetings.get(row.id)]
    return sorted(drawn, key=lambda card: (card.starts_at, card.id))


def _card(row: AnyRow, meetings: Sequence[MeetingView]) -> SessionCard:
    start = meetings[0].starts_at
    now = clock.now()
    deadlines = deadlines_for(
        start,
        published_at=row.published_at or now,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        cancel_deadline=row.cancel_deadline,
        freeze_at=row.freeze_at,
        quota_release_at=row.quota_release_at,
    )
    return SessionCard(
        id=row.id,
        public_id=row.public_id,
        title=row.title,
        summary=row.summary,
        workshop_slug=row.slug,
        status=row.status,
        capacity=row.capacity + row.allowance,
        quota=row.quota if now < deadlines.quota_release_at else None,
        seats=row.seats,
        waiting=row.waiting,
        approval=row.approval,
        seeding=row.seeding,
        themes=tuple(sorted(apart(row.themes), key=lambda pair: in_order(pair[-1]))),
        meetings=tuple(meetings),
        deadlines=deadlines,
        standing=standing(deadlines, row.status, now, start),
        coming=meetings[-1].ends_at > now,
    )


def card_by_id(session_id: int) -> SessionCard:
    """One session's card, by its row id. Raises NotFound."""
    return only(cards_of(rows(BY_ID, session_id=session_id)))


def only(found: Sequence[SessionCard]) -> SessionCard:
    """The card that was found. Raises NotFound."""
    if not found:
        raise NotFound
    return found[0]


def session_id_of(public_id: str) -> int:
    """The row behind a public id. Raises NotFound."""
    found = rows(ID, public_id=public_id)
    if not found:
        raise NotFound
    return int(found[0].id)


def card_of(public_id: str, *, drafts: bool = False) -> SessionCard:
    """One session's card. Raises NotFound; a draft is found only where `drafts` allows."""
    return shown(only(cards_of(rows(BY_PUBLIC_ID, public_id=public_id))), drafts=drafts)


def shown(card: SessionCard, *, drafts: bool) -> SessionCard:
    """The card, where it may be seen. Raises NotFound for a draft that `drafts` does not allow."""
    if card.status is SessionStatus.DRAFT and not drafts:
        raise NotFound
    return card
