"""Reading what closing a session would note, and how reliable a partner's registrations were."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from portal import clock
from portal.database import db, rows
from portal.database.rows import AnyRow
from portal.models.attendance.attendance import attendance_in, half_days_of
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.base.sessions import SessionCard, card_of
from portal.queries.registrations.registrations import RegistrationView, views
from portal.queries.registrations.sites import seen_rows
from portal.rules.attendance.outcomes import Attendance, outcome_of
from portal.rules.attendance.windows import Moment, Window, closing_window, correction_window, marking_window
from portal.rules.base.names import NOBODY, BookOrder, book_order, full_name
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import Outcome, PresenceMark, RegistrationState
from portal.rules.base.verbs import Verb
from portal.rules.refusals import NotFound

YEAR = timedelta(days=365)
OF_THE_SESSION = (
    Registration.session_id == bindparam("session_id"),
    Registration.state == RegistrationState.CONFIRMED,
)
CONFIRMED = (
    select(
        Registration.id,
        Registration.confirmed_at,
        Registration.replaces_id,
        Registration.left_at,
        Person.given_name,
        Person.family_name,
        Partner.name.label("partner"),
    )
    .join(Partner, Partner.id == Registration.partner_id)
    .outerjoin(Person, Person.id == Registration.person_id)
    .where(*OF_THE_SESSION)
)
MARKS = (
    select(Presence.registration_id, Presence.meeting_id, Presence.mark)
    .join(Registration, Registration.id == Presence.registration_id)
    .where(*OF_THE_SESSION)
)


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One confirmed registration; `outcome` is None for who is not `marked` yet."""

    id: int
    name: str
    partner: str
    marked: bool
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a session would note, until when the reader may close it, and until when mark what is missing.

    There are no `rows` before the session is over, nor when it is too late.
    """

    card: SessionCard
    rows: tuple[ClosingRow, ...]
    window: Window
    moment: Moment
    marking: Window

    @property
    def over(self) -> bool:
        """Whether the last meeting has ended."""
        return not self.card.coming

    @property
    def unmarked(self) -> list[ClosingRow]:
        """Whose presence is not marked at every meeting."""
        return [row for row in self.rows if not row.marked]

    @property
    def marks(self) -> bool:
        """Whether the reader may still mark what is missing: a trainer's days end before those for closing."""
        return self.marking.at(clock.now()) is not Moment.OVER

    def count(self, outcome: Outcome) -> int:
        """How many would have this outcome."""
        return sum(row.outcome is outcome for row in self.rows)


def closing(actor: Actor, public_id: str) -> Closing:
    """What closing this session would note, for its trainers and staff. Raises NotFound for everybody else."""
    card = card_of(public_id)
    if not can(actor, Action.MARK_PRESENCE, session_id=card.id):
        raise NotFound
    window = closing_window(card.meetings[-1].ends_at, staff=actor.manages)
    moment = window.at(clock.now())
    found = () if card.coming or moment is Moment.OVER else _rows(card)
    marking = marking_window(card.starts_at, card.meetings[-1].ends_at, staff=actor.manages)
    return Closing(card, found, window, moment, marking)


def _rows(card: SessionCard) -> tuple[ClosingRow, ...]:
    """Two statements, of columns: a large session has thousands of people."""
    marks: dict[int, dict[int, PresenceMark]] = defaultdict(dict)
    for noted in rows(MARKS, session_id=card.id):
        marks[noted.registration_id][noted.meeting_id] = noted.mark
    meetings = half_days_of(card.meetings)
    found = sorted(rows(CONFIRMED, session_id=card.id), key=_by_name)
    return tuple(_row(row, attendance_in(row, meetings, marks[row.id])) for row in found)


def _by_name(row: AnyRow) -> tuple[BookOrder, int]:
    return book_order(row.given_name, row.family_name) if row.given_name is not None else NOBODY, row.id


def staff_close_until(card: SessionCard) -> date:
    """The last day on which staff may close the session late."""
    return closing_window(card.meetings[-1].ends_at, staff=True).late_until


def correcting(actor: Actor, card: SessionCard) -> Window:
    """Until when the reader may correct an outcome of this session."""
    closed = (Event.session_id == card.id) & (Event.verb == Verb.CLOSED_SESSION)
    closed_at = db.session.scalar(select(func.max(Event.at)).where(closed))
    return correction_window(card.meetings[-1].ends_at, closed_at, staff=actor.manages)


def _row(row: AnyRow, attendance: Attendance) -> ClosingRow:
    name = full_name(row.given_name or "", row.family_name or "")
    outcome = outcome_of(attendance) if attendance.marked else None
    return ClosingRow(row.id, name, row.partner, attendance.marked, outcome)


def completed(actor: Actor, registration_id: int) -> RegistrationView:
    """A registration that has its outcome, for the session's trainers and staff. Raises NotFound for any other."""
    found = views(Registration.id == registration_id)
    if not found or found[0].outcome is None:
        raise NotFound
    if not can(actor, Action.MARK_PRESENCE, session_id=found[0].session_id):
        raise NotFound
    return found[0]


@dataclass(frozen=True, slots=True)
class Reliability:
    """A partner's last twelve months: seats given up late, and people who did not come without a word."""

    late: int
    no_show: int


def reliability(actor: Actor, partner_id: int) -> Reliability:
    """The counts of one partner, for itself and for staff. Raises NotFound for everybody else."""
    if not can(actor, Action.SEE_PARTNER, partner_id=partner_id):
        raise NotFound
    since = clock.now() - YEAR
    mine = select(func.count()).select_from(Registration).where(Registration.partner_id == partner_id)
    mine = mine.where(seen_rows(actor, partner_id))
    recent = select(Meeting.session_id).group_by(Meeting.session_id).having(func.max(Meeting.ends_at) >= since)
    late = mine.where(Registration.late.is_(True), Registration.ended_at >= since)
    no_show = mine.where(Registration.outcome == Outcome.NO_SHOW, Registration.session_id.in_(recent))
    return Reliability(db.session.scalar(late) or 0, db.session.scalar(no_show) or 0)
