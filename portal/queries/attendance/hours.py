"""The hours that people followed in a year, for themselves and for the coordinators of their partner.

An employer reads present, absent or excused and the minutes that count: when somebody came is not even read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal import clock
from portal.database import db
from portal.models.attendance.attendance import followed_by
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.registrations.people import ANONYMOUS, Person
from portal.models.registrations.registrations import Registration
from portal.queries.attendance.certificates import numbers
from portal.queries.registrations.sites import seen_rows
from portal.rules.attendance.hours import HalfDayState
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import RegistrationState, SessionStatus
from portal.rules.refusals import NotFound

CAME = (RegistrationState.CONFIRMED, RegistrationState.COMPLETED)
HELD = (SessionStatus.PUBLISHED, SessionStatus.DONE)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One half-day of a training: what is noted, and the minutes that count; `certificate` is a number or ""."""

    title: str
    starts_at: datetime
    ends_at: datetime
    state: HalfDayState
    minutes: int
    certificate: str


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One person of one partner, with her half-days of the year in order."""

    given_name: str
    family_name: str
    name: str
    function: str
    partner: str
    lines: tuple[HoursLine, ...]

    @property
    def minutes(self) -> int:
        """What she followed in the year."""
        return sum(line.minutes for line in self.lines)

    def count(self, state: HalfDayState) -> int:
        """Of how many half-days this is noted."""
        return sum(line.state is state for line in self.lines)


@dataclass(frozen=True, slots=True)
class YearOfHours:
    """People by name with their half-days of a year; `years` go from the latest that holds some to the first."""

    year: int
    years: tuple[int, ...]
    people: tuple[PersonHours, ...]

    @property
    def minutes(self) -> int:
        """What all of them followed."""
        return sum(one.minutes for one in self.people)


def own(actor: Actor, year: int | None) -> YearOfHours:
    """What is registered for the actor's own address, in the year asked for or the latest that holds something."""
    if not actor.signed_in:
        raise NotFound
    return _read(Person.email == actor.email, year)


def of_partner(actor: Actor, partner_id: int, year: int | None) -> YearOfHours:
    """Everybody of a partner, for its coordinators and staff. Raises NotFound for everybody else."""
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    return _read((Registration.partner_id == partner_id) & seen_rows(actor, partner_id), year)


def _read(whose: ColumnElement[bool], wanted: int | None) -> YearOfHours:
    scope = (whose, Person.folded_name != ANONYMOUS, Registration.state.in_(CAME), TrainingSession.status.in_(HELD))
    years = _years(scope)
    year = wanted if wanted is not None else next(iter(years), clock.today().year)
    return YearOfHours(year, years, tuple(_people(_rows(scope, year), year)))


def _years(scope: Sequence[ColumnElement[bool]]) -> tuple[int, ...]:
    """From that of the latest meeting that is over back to that of the first one."""
    first, last = db.session.execute(
        select(func.min(Meeting.starts_at), func.max(Meeting.starts_at))
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .join(TrainingSession, TrainingSession.id == Registration.session_id)
        .join(Meeting, Meeting.session_id == TrainingSession.id)
        .where(*scope, Meeting.ends_at <= clock.now())
    ).one()
    return tuple(range(clock.local(last).year, clock.local(first).year - 1, -1)) if last else ()


def _rows(scope: Sequence[ColumnElement[bool]], year: int) -> Sequence[Registration]:
    first, after = (clock.utc(datetime.combine(date(one, 1, 1), time())) for one in (year, year + 1))
    within = (Meeting.starts_at >= first) & (Meeting.starts_at < after) & (Meeting.ends_at <= clock.now())
    meets = exists().where(Meeting.session_id == Registration.session_id, within)
    statement = (
        select(Registration)
        .join(Registration.person)
        .join(Registration.session)
        .where(*scope, meets)
        .options(
            contains_eager(Registration.person),
            contains_eager(Registration.session).selectinload(TrainingSession.meetings),
            contains_eager(Registration.session).joinedload(TrainingSession.workshop),
            joinedload(Registration.partner),
            selectinload(Registration.presences),
        )
    )
    return db.session.scalars(statement).all()


def _people(rows: Sequence[Registration], year: int) -> Iterable[PersonHours]:
    certificates = numbers([row.id for row in rows])
    lines: dict[Person, list[HoursLine]] = {}
    partners: dict[Person, str] = {}
    for row in rows:
        if row.person is not None:
            lines.setdefault(row.person, []).extend(_lines(row, year, certificates.get(row.id, "")))
            partners[row.person] = row.partner.name
    for person in sorted(lines, key=lambda one: (one.book_order, one.id)):
        ordered = sorted(lines[person], key=lambda line: line.starts_at)
        names = (person.given_name, person.family_name, person.name, person.function)
        if ordered:
            yield PersonHours(*names, partners[person], tuple(ordered))


def _lines(row: Registration, year: int, certificate: str) -> Iterable[HoursLine]:
    title = row.session.workshop.title
    for one in followed_by(row, row.session):
        starts_at, ends_at = one.meeting.starts_at, one.meeting.ends_at
        if clock.local(starts_at).year == year and ends_at <= clock.now():
            yield HoursLine(title, starts_at, ends_at, one.state, one.minutes, certificate if one.minutes else "")
