"""The week of a team in one mail on Monday, for coordinators who asked for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.database.rows import AnyRow
from portal.mail.compose.registrations import mondays as compose
from portal.mail.compose.registrations.mondays import WeekMeeting
from portal.mail.wire import outbox
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import ANONYMOUS, Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.names import book_order, full_name
from portal.rules.base.states import MembershipRole, PartnerStatus, RegistrationState, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.registrations.mondays import Week, next_monday, week_of
from portal.services.base import jobs
from portal.services.base.jobs import JobKind, does


def ask(account_id: int, partner_id: int, wanted: bool) -> None:
    """Take the mail of Monday, or no more. Raises NotFound for whom does not coordinate the partner."""
    with writing() as session:
        own = (Membership.account_id == account_id, Membership.partner_id == partner_id)
        row = session.scalars(select(Membership).where(*own, *_coordinates())).one_or_none()
        if row is None:
            raise NotFound
        row.monday_mail = wanted


def plan_first() -> int:
    """Plan the first Monday of a portal that has none yet; returns 0, nothing was done."""
    with writing() as session:
        jobs.plan_once(session, JobKind.MONDAY, next_monday(clock.now()))
    return 0


@does(JobKind.MONDAY)
def tell(_everything: int) -> None:
    """Write the week to each coordinator who asked and whose team goes somewhere, once; then plan the next Monday."""
    now = clock.now()
    week = week_of(now)
    with writing() as session:
        asked = session.execute(
            select(Membership, Account, Partner)
            .join(Account, Account.id == Membership.account_id)
            .join(Partner, Partner.id == Membership.partner_id)
            .where(*_coordinates(), Membership.monday_mail.is_(True), Account.deactivated_at.is_(None))
            .where(Partner.status.in_((PartnerStatus.ACTIVE, PartnerStatus.DORMANT)))
            .order_by(Membership.id)
        ).all()
        for membership, account, partner in asked:
            meetings = _meetings(session, membership, week)
            if meetings:
                outbox.put(session, compose.envelope(account, partner, week, meetings))
        jobs.plan(session, JobKind.MONDAY, jobs.EVERYTHING, next_monday(now))


def _coordinates() -> tuple[ColumnElement[bool], ...]:
    return Membership.role == MembershipRole.COORDINATOR, Membership.left_on.is_(None)


def _meetings(session: Session, membership: Membership, week: Week) -> list[WeekMeeting]:
    """The meetings of the week at which somebody of the team, or of the one site, has a seat."""
    statement = (
        select(
            Meeting.id,
            Meeting.starts_at,
            Workshop.title,
            Registration.left_at,
            Person.given_name,
            Person.family_name,
        )
        .join(TrainingSession, TrainingSession.id == Meeting.session_id)
        .join(Workshop, Workshop.id == TrainingSession.workshop_id)
        .join(Registration, Registration.session_id == TrainingSession.id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Meeting.starts_at >= week.starts_at,
            Meeting.starts_at < week.ends_at,
            TrainingSession.status == SessionStatus.PUBLISHED,
            Registration.partner_id == membership.partner_id,
            Registration.state == RegistrationState.CONFIRMED,
            Person.folded_name != ANONYMOUS,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    if membership.site_id is not None:
        statement = statement.where(Person.site_id == membership.site_id)
    return list(_told(session.execute(statement).all()))


def _told(rows: Sequence[AnyRow]) -> Iterable[WeekMeeting]:
    seats: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        if row.left_at is None or row.starts_at < row.left_at:
            seats[row.id].append(row)
    for some in seats.values():
        ordered = sorted(some, key=lambda row: book_order(row.given_name, row.family_name))
        names = [full_name(row.given_name, row.family_name) for row in ordered]
        yield WeekMeeting(some[0].title, some[0].starts_at, names)
