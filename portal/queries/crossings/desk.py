"""Reading the staff's desk: the figures, what waits for somebody, the outbox, the last sessions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.database import db
from portal.models.attendance.attendance import unmarked_among
from portal.models.library.toolkits import Sheet
from portal.models.network.partners import Agreement, Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import refused_running
from portal.models.registrations.people import JoinRequest
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.base.sessions import SessionCard
from portal.queries.planning.planning import programme
from portal.queries.post import inbound
from portal.queries.post.mail_figures import FAILED, WAITING, failed_between, first, how_many, sent_since, untried
from portal.queries.registrations.registrations import AWAITS_APPROVAL
from portal.rules.attendance.windows import closing_window, never_closed_before
from portal.rules.base.states import ContentStatus, JoinState, RegistrationState, SessionStatus
from portal.rules.post.mail_health import LATE, failures_rise, relay_refuses

AGREEMENT_NOTICE = timedelta(days=90)
SHEET_NOTICE = timedelta(days=30)
SEASON_MONTH = 9  # the training year starts in September
CHARTED = 6
CAME = (RegistrationState.CONFIRMED, RegistrationState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Due:
    """Something dated that staff should look at: what it is called, its short name in addresses, its day."""

    title: str
    slug: str
    day: date


@dataclass(frozen=True, slots=True)
class ToClose:
    """A session that is over and not closed; `unmarked` counts whose presence is not marked at every meeting.

    It is closed until `last`, then with a reason until `late_until`.
    """

    public_id: str
    ended_at: datetime
    unmarked: int
    last: date
    late_until: date


@dataclass(frozen=True, slots=True)
class Asked:
    """Registrations of one session that await an answer."""

    public_id: str
    title: str
    starts_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """The mails since yesterday: sent, waiting and failed; since when the oldest late one waits.

    `refused_running`: to how many recipients our own relay refused mails since it last took one.
    """

    sent: int
    waiting: int
    failed: int
    next_try: datetime | None
    late: int
    late_since: datetime | None
    failed_last_day: int
    failed_day_before: int
    refused_running: int

    @property
    def relay_refuses(self) -> bool:
        """Whether our own relay refuses what we send."""
        return relay_refuses(self.refused_running)

    @property
    def failures_rise(self) -> bool:
        """Whether more mails are refused than one bad address explains."""
        return failures_rise(self.failed_last_day, self.failed_day_before)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the desk shows. `presence` is a rate from 0 to 1; None while nothing was marked."""

    coming: tuple[SessionCard, ...]
    drafts: tuple[SessionCard, ...]
    presence: float | None
    season: date
    joins: int
    replies: int
    asked: tuple[Asked, ...]
    to_close: tuple[ToClose, ...]
    agreements: tuple[Due, ...]
    sheets: tuple[Due, ...]
    outbox: Outbox
    chart: tuple[tuple[datetime, int, int], ...]

    @property
    def seats(self) -> int:
        """Seats taken in the coming sessions."""
        return sum(card.seats for card in self.coming)

    @property
    def capacity(self) -> int:
        """Seats offered by the coming sessions."""
        return sum(card.capacity for card in self.coming)

    @property
    def waiting(self) -> int:
        """People on the waiting lists of the coming sessions."""
        return sum(card.waiting for card in self.coming)


def desk() -> Desk:
    """The desk as of now; in a number of statements that the number of rows does not change."""
    sessions = programme()
    season = season_of(clock.today())
    coming = [card for card in sessions.coming if card.status is SessionStatus.PUBLISHED]
    return Desk(
        coming=tuple(coming),
        drafts=sessions.drafts,
        presence=_presence_since(season),
        season=season,
        joins=_waiting_joins(),
        replies=inbound.to_read(),
        asked=_asked(coming),
        to_close=_to_close(),
        agreements=_agreements(),
        sheets=_sheets(),
        outbox=_outbox(),
        chart=_chart(),
    )


def season_of(day: date) -> date:
    """The first of September that `day` follows."""
    return date(day.year if day.month >= SEASON_MONTH else day.year - 1, SEASON_MONTH, 1)


def _presence_since(season: date) -> float | None:
    since = clock.utc(datetime(season.year, season.month, season.day))  # noqa: DTZ001 (Brussels wall clock)
    marked = select(func.avg(case((Presence.present, 1.0), else_=0.0)))
    rate = db.session.scalar(marked.join(Meeting, Meeting.id == Presence.meeting_id).where(Meeting.starts_at >= since))
    return None if rate is None else float(rate)


def _waiting_joins() -> int:
    waiting = select(func.count()).select_from(JoinRequest).where(JoinRequest.state == JoinState.WAITING)
    return db.session.scalar(waiting) or 0


def _asked(coming: list[SessionCard]) -> tuple[Asked, ...]:
    """Those sent with a request to join are answered with it and not counted here."""
    statement = (
        select(Registration.session_id, func.count().label("n"))
        .where(AWAITS_APPROVAL, Registration.session_id.in_([card.id for card in coming]))
        .group_by(Registration.session_id)
    )
    counts = {row.session_id: row.n for row in db.session.execute(statement)}
    found = [(card, counts[card.id]) for card in coming if card.id in counts]
    return tuple(Asked(card.public_id, card.title, card.starts_at, count) for card, count in found)


def _last_ends() -> Select[int, datetime]:
    last = func.max(Meeting.ends_at).label("ended_at")
    return select(Meeting.session_id, last).group_by(Meeting.session_id)


def _to_close() -> tuple[ToClose, ...]:
    """Whatever marks they have, the oldest first; one that nobody may close any more is not work that waits."""
    ends, now = _last_ends().subquery(), clock.now()
    over = (ends.c.ended_at <= now) & (ends.c.ended_at >= never_closed_before(now))
    statement = (
        select(TrainingSession, ends.c.ended_at)
        .join(ends, ends.c.session_id == TrainingSession.id)
        .where(TrainingSession.status == SessionStatus.PUBLISHED, over)
        .options(selectinload(TrainingSession.meetings))
        .order_by(ends.c.ended_at, TrainingSession.id)
    )
    found = db.session.execute(statement).all()
    people = _confirmed([training.id for training, _ended_at in found])
    return tuple(_unclosed(training, ended_at, people[training.id]) for training, ended_at in found)


def _confirmed(session_ids: Sequence[int]) -> dict[int, list[Registration]]:
    here = Registration.session_id.in_(session_ids) & (Registration.state == RegistrationState.CONFIRMED)
    statement = select(Registration).where(here).options(selectinload(Registration.presences))
    found: dict[int, list[Registration]] = defaultdict(list)
    for row in db.session.scalars(statement):
        found[row.session_id].append(row)
    return found


def _unclosed(training: TrainingSession, ended_at: datetime, rows: Sequence[Registration]) -> ToClose:
    window, unmarked = closing_window(ended_at, staff=True), len(unmarked_among(rows, training))
    return ToClose(training.public_id, ended_at, unmarked, window.last, window.late_until)


def _agreements() -> tuple[Due, ...]:
    today = clock.today()
    statement = (
        select(Partner.name, Partner.slug, Agreement.ends_on)
        .join(Partner, Partner.id == Agreement.partner_id)
        .where(Agreement.ends_on >= today, Agreement.ends_on <= today + AGREEMENT_NOTICE)
        .order_by(Agreement.ends_on, Partner.folded_name)
    )
    return tuple(Due(row.name, row.slug, row.ends_on) for row in db.session.execute(statement))


def _sheets() -> tuple[Due, ...]:
    ending = Sheet.valid_until <= clock.today() + SHEET_NOTICE
    statement = (
        select(Sheet.title, Sheet.slug, Sheet.valid_until)
        .where(Sheet.status == ContentStatus.PUBLISHED, ending)
        .order_by(Sheet.valid_until, Sheet.slug)
    )
    return tuple(Due(row.title, row.slug, row.valid_until) for row in db.session.execute(statement))


def _outbox() -> Outbox:
    now, day = clock.now(), timedelta(days=1)
    yesterday = clock.utc(datetime.combine(clock.today() - day, datetime.min.time()))
    late = and_(untried(now), OutboxMessage.created_at <= now - LATE)
    counted = (
        how_many(sent_since(yesterday)),
        how_many(WAITING),
        how_many(FAILED),
        first(OutboxMessage.not_before, WAITING),
        how_many(late),
        first(OutboxMessage.created_at, late),
        how_many(failed_between(now - day, now)),
        how_many(failed_between(now - 2 * day, now - day)),
        refused_running(now),
    )
    return Outbox(*db.session.execute(select(*counted)).one())


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _chart() -> tuple[tuple[datetime, int, int], ...]:
    """The last sessions that took place, oldest first: end, people registered, people who came."""
    came_at_all = Registration.state.in_(CAME)
    somebody = select(Registration.id).where(Registration.session_id == TrainingSession.id, came_at_all).exists()
    ended_at = func.max(Meeting.ends_at)
    took_place = TrainingSession.status.in_((SessionStatus.PUBLISHED, SessionStatus.DONE))
    last = (
        select(TrainingSession.id, ended_at.label("ended_at"))
        .join(Meeting, Meeting.session_id == TrainingSession.id)
        .where(took_place, somebody)
        .group_by(TrainingSession.id)
        .having(ended_at <= clock.now())
        .order_by(ended_at.desc())
        .limit(CHARTED)
        .subquery()
    )
    came = select(Presence.id).where(Presence.registration_id == Registration.id, Presence.present).exists()
    statement = (
        select(last.c.ended_at, func.count().label("n"), _how_many(came).label("came"))
        .join(Registration, Registration.session_id == last.c.id)
        .where(came_at_all)
        .group_by(last.c.id, last.c.ended_at)
        .order_by(last.c.ended_at)
    )
    return tuple((row.ended_at, row.n, row.came) for row in db.session.execute(statement))
