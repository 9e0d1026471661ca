"""Reading the register of certificates: a number for anybody, the name for whom it concerns."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.database import db
from portal.database.rows import AnyRow, AnySelect
from portal.models.attendance.certificates import Certificate
from portal.models.planning.sessions import Meeting
from portal.models.registrations.people import ANONYMOUS, Person
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.registrations import RegistrationView
from portal.queries.registrations.sites import seen_rows
from portal.rules.attendance.certificates import CertificateState, as_printed, state_of
from portal.rules.base.names import BookOrder, book_order
from portal.rules.base.permissions import Action, Actor, can, sees_site
from portal.rules.base.states import Outcome
from portal.rules.refusals import NotFound

Replacing = aliased(Certificate)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """What a certificate says; `name` is empty for whom it does not concern, `replacement` a number or ""."""

    number: str
    name: str
    title: str
    meetings: tuple[tuple[datetime, datetime], ...]
    minutes: int
    organisation: str
    trainers: tuple[str, ...]
    issued_at: datetime
    ended_at: datetime | None
    replacement: str

    @property
    def state(self) -> CertificateState:
        """Where it stands."""
        return state_of(ended=self.ended_at is not None, followed=bool(self.replacement))

    @property
    def valid(self) -> bool:
        """Whether the certificate still stands: neither withdrawn nor followed by a newer one."""
        return self.state is CertificateState.VALID


def by_number(actor: Actor, number: str) -> CertificateView:
    """The certificate with that number, without the name unless it concerns the actor. Raises NotFound."""
    row = db.session.execute(_columns().where(Certificate.number == as_printed(number))).one_or_none()
    if row is None:
        raise NotFound
    view = _view(row)
    return view if concerns(actor, row) else replace(view, name="")


def concerns(actor: Actor, row: AnyRow) -> bool:
    """Its person, the coordinators of her partner, the session's trainers and staff."""
    own = can(actor, Action.CHANGE_REGISTRATION, partner_id=row.partner_id, address=row.email)
    seen = row.email == actor.email or sees_site(actor, row.partner_id, row.site_id)
    return (own and seen) or can(actor, Action.SEE_ATTENDEES, session_id=row.session_id)


def of_registration(registration_id: int) -> CertificateView | None:
    """The valid certificate of a registration that the caller has just opened by its own link."""
    found = _valid(Certificate.registration_id == registration_id)
    return found[0] if found else None


def of_session(actor: Actor, session_id: int) -> list[CertificateView]:
    """Those of a whole session, by name, for its trainers and staff. Raises NotFound for others, and where none is."""
    if not can(actor, Action.SEE_ATTENDEES, session_id=session_id):
        raise NotFound
    return _some(Registration.session_id == session_id)


def of_team(actor: Actor, session_id: int, partner_id: int) -> list[CertificateView]:
    """Those of a partner in a session, by name. Raises NotFound for foreign partners, and where there is none."""
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    mine = (Registration.session_id == session_id) & (Registration.partner_id == partner_id)
    return _some(mine & seen_rows(actor, partner_id))


def of_year(actor: Actor, partner_id: int, year: int) -> list[CertificateView]:
    """Those of a partner's people about trainings of a year, by name. Raises NotFound as `of_team` does."""
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    first, after = (clock.utc(datetime.combine(date(one, 1, 1), time())) for one in (year, year + 1))
    within = select(Meeting.session_id).where(Meeting.starts_at >= first, Meeting.starts_at < after)
    mine = (Registration.partner_id == partner_id) & Registration.session_id.in_(within)
    return _some(mine & seen_rows(actor, partner_id))


def numbers(registration_ids: Collection[int]) -> dict[int, str]:
    """The valid numbers by registration, but of nobody anonymous; one statement. Callers have scoped the rows."""
    if not registration_ids:
        return {}
    own = (Certificate.registration_id.in_(registration_ids), Certificate.replaced_at.is_(None))
    named = (Person.id == Registration.person_id) & (Person.folded_name != ANONYMOUS)
    statement = select(Certificate.registration_id, Certificate.number).join(Registration).join(Person, named)
    rows = db.session.execute(statement.where(*own))
    return {row.registration_id: row.number for row in rows}


def of_rows(actor: Actor, partner_id: int, rows: Sequence[RegistrationView]) -> dict[int, str]:
    """The valid numbers of a partner's rows, for its coordinators and staff; nothing for whom they do not concern."""
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        return {}
    return numbers([row.id for row in rows if row.outcome is Outcome.ATTENDED])


def _some(condition: ColumnElement[bool]) -> list[CertificateView]:
    """Whose registration lost its name is left out: who knows the number still finds it."""
    found = _valid(condition & (Person.folded_name != ANONYMOUS))
    if not found:
        raise NotFound
    return found


def _valid(condition: ColumnElement[bool]) -> list[CertificateView]:
    statement = _columns().where(condition, Certificate.replaced_at.is_(None))
    rows = sorted(db.session.execute(statement), key=_by_name)
    return [_view(row) for row in rows]


def _by_name(row: AnyRow) -> tuple[BookOrder, int]:
    return book_order(row.given_name, row.family_name), row.Certificate.id


def _columns() -> AnySelect:
    return (
        select(
            Certificate,
            Replacing.number.label("replacement"),
            Registration.session_id,
            Registration.partner_id,
            Person.email,
            Person.site_id,
            Person.given_name,
            Person.family_name,
        )
        .join(Registration, Registration.id == Certificate.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Replacing, Replacing.id == Certificate.replaced_by_id)
    )


def _view(row: AnyRow) -> CertificateView:
    kept: Certificate = row.Certificate
    return CertificateView(
        number=kept.number,
        name=kept.name,
        title=kept.title,
        meetings=tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in kept.meetings),
        minutes=kept.minutes,
        organisation=kept.organisation,
        trainers=tuple(kept.trainers),
        issued_at=kept.issued_at,
        ended_at=kept.replaced_at,
        replacement=row.replacement or "",
    )
