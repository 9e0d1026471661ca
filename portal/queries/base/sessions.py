"""Reading training sessions: the agenda and a session's page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from portal import clock
from portal.database import db
from portal.database.rows import AnyRow, AnySelect
from portal.models.accounts.accounts import Account
from portal.models.library.toolkits import Sheet, Toolkit, ToolkitEntry
from portal.models.network.partners import Theme
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Venue, Workshop, workshop_themes
from portal.models.registrations.registrations import Registration
from portal.queries.base.joined import apart, joined
from portal.queries.base.meetings import MeetingView, meetings_of
from portal.rules.base.names import book_order, full_name, in_order
from portal.rules.base.states import SEATS, ContentStatus, RegistrationState, Seeding, SessionStatus, Visibility
from portal.rules.refusals import NotFound
from portal.rules.registrations.deadlines import Deadlines, deadlines_for
from portal.rules.registrations.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session as the agenda shows it. `themes` are pairs of code and label."""

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

    @property
    def free(self) -> int:
        """Seats that nobody holds, never below 0."""
        return max(self.capacity - self.seats, 0)

    @property
    def starts_at(self) -> datetime:
        """When its first meeting starts."""
        return self.meetings[0].starts_at

    @property
    def coming(self) -> bool:
        """Whether it has not ended yet."""
        return self.meetings[-1].ends_at > clock.now()

    @property
    def month(self) -> str:
        """Year and month of its start in Brussels, to group by."""
        return clock.local(self.starts_at).strftime("%Y-%m")

    @property
    def last_seats(self) -> bool:
        """Open, with a few seats left: no more than an eighth."""
        return self.standing is Standing.OPEN and 0 < self.free <= max(self.capacity // 8, 1)


def agenda() -> list[SessionCard]:
    """Every published or cancelled session that has not ended, the next one first."""
    coming = select(Meeting.session_id).where(Meeting.ends_at > clock.now())
    shown = TrainingSession.status.in_((SessionStatus.PUBLISHED, SessionStatus.CANCELLED))
    return cards(shown & TrainingSession.id.in_(coming))


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


def cards(condition: ColumnElement[bool]) -> list[SessionCard]:
    """The cards of the sessions that meet `condition`, in the order of their start; two statements."""
    rows = db.session.execute(_card_columns().where(condition)).all()
    meetings = meetings_of([row.id for row in rows])
    found = [_card(row, meetings[row.id]) for row in rows if meetings.get(row.id)]
    return sorted(found, key=lambda card: (card.starts_at, card.id))


def _card_columns() -> AnySelect:
    return select(
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
        _count(Registration.state.in_(SEATS) & Registration.left_at.is_(None)).label("seats"),
        _count(Registration.state == RegistrationState.WAITLISTED).label("waiting"),
        _themes_of(Workshop.id).label("themes"),
    ).join(Workshop, TrainingSession.workshop_id == Workshop.id)


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
    )


def card_by_id(session_id: int) -> SessionCard:
    """One session's card, by its row id. Raises NotFound."""
    found = cards(TrainingSession.id == session_id)
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A sheet of the session's toolkit."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Everything a session's public page shows."""

    card: SessionCard
    objectives: tuple[str, ...]
    programme: str
    audience: str
    note: str
    contact_phone: str
    contact_email: str
    evaluation_link: str
    cancel_reason: str
    venue: Venue | None
    trainers: tuple[tuple[str, str], ...]
    sheets: tuple[SheetLink, ...]


def session_id_of(public_id: str) -> int:
    """The row behind a public id. Raises NotFound."""
    found = db.session.scalar(select(TrainingSession.id).where(TrainingSession.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def card_of(public_id: str, *, drafts: bool = False) -> SessionCard:
    """One session's card. Raises NotFound; a draft is found only where `drafts` allows."""
    found = cards(TrainingSession.public_id == public_id)
    if not found or (found[0].status is SessionStatus.DRAFT and not drafts):
        raise NotFound
    return found[0]


def session_page(public_id: str, *, drafts: bool = False, network: bool = False) -> SessionPage:
    """One session's page in five statements. Raises NotFound; `network` shows the sheets kept for partners."""
    card = card_of(public_id, drafts=drafts)
    row = db.session.execute(_page_columns().where(TrainingSession.id == card.id)).one()
    return SessionPage(
        card=card,
        objectives=tuple(line.strip() for line in row.objectives.splitlines() if line.strip()),
        programme=row.programme,
        audience=row.audience,
        note=row.note,
        contact_phone=row.contact_phone,
        contact_email=row.contact_email,
        evaluation_link=row.evaluation_link,
        cancel_reason=row.cancel_reason,
        venue=_venue(card),
        trainers=_trainers(apart(row.trainers)),
        sheets=_sheets(row.workshop_id, network),
    )


def _trainers(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Name and function, by name."""
    named = sorted(rows, key=lambda row: (book_order(row[0], row[1]), row[2]))
    return tuple((full_name(given, family), function) for given, family, function in named)


def _page_columns() -> AnySelect:
    trainers = (
        joined(Account.given_name, Account.family_name, Account.function)
        .join(SessionTrainer, SessionTrainer.account_id == Account.id)
        .where(SessionTrainer.session_id == TrainingSession.id)
        .correlate(TrainingSession)
        .scalar_subquery()
    )
    return select(
        TrainingSession.workshop_id,
        TrainingSession.note,
        TrainingSession.contact_phone,
        TrainingSession.contact_email,
        TrainingSession.evaluation_link,
        TrainingSession.cancel_reason,
        Workshop.objectives,
        Workshop.programme,
        Workshop.audience,
        trainers.label("trainers"),
    ).join(Workshop, TrainingSession.workshop_id == Workshop.id)


def _venue(card: SessionCard) -> Venue | None:
    venue_id = card.meetings[0].venue_id
    return db.session.get(Venue, venue_id) if venue_id else None


def _sheets(workshop_id: int, network: bool) -> tuple[SheetLink, ...]:
    seen = (Visibility.PUBLIC, Visibility.NETWORK) if network else (Visibility.PUBLIC,)
    statement = (
        select(Sheet.slug, Sheet.title)
        .join(ToolkitEntry, ToolkitEntry.sheet_id == Sheet.id)
        .join(Toolkit, Toolkit.id == ToolkitEntry.toolkit_id)
        .where(Toolkit.workshop_id == workshop_id, Toolkit.status == ContentStatus.PUBLISHED)
        .where(Sheet.status == ContentStatus.PUBLISHED, Sheet.visibility.in_(seen))
        .order_by(Toolkit.position, ToolkitEntry.position)
    )
    return tuple(SheetLink(row.slug, row.title) for row in db.session.execute(statement))
