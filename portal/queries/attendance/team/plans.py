"""The plan of a team: who followed which workshop, is registered, waits, or not yet; five statements for any size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from portal import clock
from portal.database import rows
from portal.database.reading import one_of
from portal.database.rows import AnyRow
from portal.models.attendance.attendance import half_days_of, since
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import ANONYMOUS, Person
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.base.joined import apart, joined
from portal.queries.base.meetings import MeetingView, meetings_of
from portal.queries.base.sessions import AGENDA, SessionCard, cards_of
from portal.rules.attendance.hours import Seat, followed
from portal.rules.attendance.outcomes import HalfDay
from portal.rules.attendance.plans import NOT_YET, Standing, Stay, standing_of
from portal.rules.base.names import BookOrder, book_order, full_name, in_order
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import ONE_PER_PERSON, ContentStatus, PresenceMark
from portal.rules.refusals import NotFound
from portal.rules.registrations import standing

EVERY_SITE = 0  # no row has this number


@dataclass(frozen=True, slots=True)
class PlanWorkshop:
    """A workshop, as a column of the plan."""

    id: int
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class PlanPerson:
    """Somebody of the team; `standings` are in the order of the workshops."""

    id: int
    given_name: str
    family_name: str
    email: str
    function: str
    is_volunteer: bool
    site_id: int | None
    blocked: bool
    standings: tuple[Standing, ...]

    @property
    def name(self) -> str:
        """Given then family name."""
        return full_name(self.given_name, self.family_name)

    @property
    def book_order(self) -> BookOrder:
        """By family name, as a list of names is sorted."""
        return book_order(self.given_name, self.family_name)


@dataclass(frozen=True, slots=True)
class Plan:
    """A team and the published workshops; `sessions` are those that take registrations, by workshop."""

    workshops: tuple[PlanWorkshop, ...]
    people: tuple[PlanPerson, ...]
    sessions: Mapping[int, Sequence[SessionCard]]


PEOPLE = select(
    Person.id,
    Person.given_name,
    Person.family_name,
    Person.email,
    Person.function,
    Person.is_volunteer,
    Person.site_id,
    Person.blocked_at,
).where(
    Person.partner_id == bindparam("partner_id"),
    Person.folded_name != ANONYMOUS,
    or_(Person.left_on.is_(None), Person.left_on > bindparam("now")),
    or_(bindparam("site") == EVERY_SITE, Person.site_id == bindparam("site")),
)
WORKSHOPS = select(Workshop.id, Workshop.title, Workshop.slug).where(Workshop.status == ContentStatus.PUBLISHED)
MARKS = (
    joined(Presence.meeting_id, Presence.mark)
    .where(Presence.registration_id == Registration.id)
    .correlate(Registration)
    .scalar_subquery()
)
STAYS = (
    select(
        Registration.person_id,
        Registration.session_id,
        Registration.state,
        Registration.outcome,
        Registration.confirmed_at,
        Registration.replaces_id,
        Registration.left_at,
        TrainingSession.workshop_id,
        MARKS.label("marks"),
    )
    .join(TrainingSession, TrainingSession.id == Registration.session_id)
    .where(
        Registration.partner_id == bindparam("partner_id"),
        Registration.person_id.is_not(None),
        one_of(Registration.state, ONE_PER_PERSON),
    )
)


def plan_of(actor: Actor, partner_id: int) -> Plan:
    """The plan of the people that the actor registers for this partner. Raises NotFound for foreign partners."""
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    people = rows(PEOPLE, partner_id=partner_id, now=clock.now(), site=actor.site_in(partner_id) or EVERY_SITE)
    seen = {person.id for person in people}
    stays = [row for row in rows(STAYS, partner_id=partner_id) if row.person_id in seen]
    coming = rows(AGENDA, now=clock.now())
    meetings = meetings_of({row.session_id for row in stays} | {row.id for row in coming} or {0})
    workshops = _workshops()
    standings = _standings(stays, meetings)
    drawn = [_person(one, standings[one.id], workshops) for one in people]
    sessions = _open(cards_of(coming, meetings), workshops)
    return Plan(workshops, tuple(sorted(drawn, key=lambda one: (one.book_order, one.id))), sessions)


def _workshops() -> tuple[PlanWorkshop, ...]:
    found = [PlanWorkshop(row.id, row.title, row.slug) for row in rows(WORKSHOPS)]
    return tuple(sorted(found, key=lambda one: (in_order(one.title), one.id)))


def _open(cards: Iterable[SessionCard], workshops: Sequence[PlanWorkshop]) -> dict[int, list[SessionCard]]:
    numbers = {one.slug: one.id for one in workshops}
    found: dict[int, list[SessionCard]] = defaultdict(list)
    for card in cards:
        takes = card.standing is standing.Standing.OPEN
        if takes and card.workshop_slug in numbers:
            found[numbers[card.workshop_slug]].append(card)
    return found


def _standings(
    stays: Iterable[AnyRow], meetings: Mapping[int, Sequence[MeetingView]]
) -> dict[int, dict[int, Standing]]:
    """By person, then by workshop."""
    found: dict[int, dict[int, list[Stay]]] = defaultdict(lambda: defaultdict(list))
    half_days, now = {number: half_days_of(some) for number, some in meetings.items() if some}, clock.now()
    for row in stays:
        if row.session_id in half_days:
            found[row.person_id][row.workshop_id].append(_stay(row, half_days[row.session_id], now))
    told = {person: {one: standing_of(some) for one, some in by.items()} for person, by in found.items()}
    return defaultdict(dict, told)


def _stay(row: AnyRow, half_days: Sequence[HalfDay], now: datetime) -> Stay:
    """Of a registration without a mark or an outcome nothing can count yet."""
    marks = {meeting: PresenceMark(mark) for meeting, mark in apart(row.marks)}
    seat = Seat(marks, row.outcome, since(row, half_days), row.left_at) if marks or row.outcome else None
    return Stay(
        state=row.state,
        outcome=row.outcome,
        left=row.left_at is not None,
        starts_at=half_days[0].starts_at,
        over=half_days[-1].ends_at <= now,
        followed=followed(half_days, seat) if seat else (),
    )


def _person(row: AnyRow, standings: Mapping[int, Standing], workshops: Sequence[PlanWorkshop]) -> PlanPerson:
    return PlanPerson(
        id=row.id,
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email or "",
        function=row.function,
        is_volunteer=row.is_volunteer,
        site_id=row.site_id,
        blocked=row.blocked_at is not None,
        standings=tuple(standings.get(one.id, NOT_YET) for one in workshops),
    )
