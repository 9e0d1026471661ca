"""The register of certificates: issued with an outcome, replaced or withdrawn when what they say changes.

Nothing of a certificate is ever changed: another takes its place, and the old number says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import writing
from portal.models.attendance.attendance import certified_to
from portal.models.attendance.certificates import Certificate
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.attendance.certificates import new_number
from portal.rules.base.verbs import ObjectKind, Verb
from portal.services.base.journal import Entry, record
from portal.settings import current_settings


@dataclass(frozen=True, slots=True)
class Renewed:
    """A registration whose certificate has a new number; `before` is the old one."""

    registration: Registration
    before: str


def issue(session: Session, training: TrainingSession, rows: Sequence[Registration], at: datetime) -> list[Certificate]:
    """Give each of these registrations its certificate, inside the caller's `writing()`; returns them.

    A number that was withdrawn before says that the new one took its place.
    """
    names = _names(session, rows)
    numbers = _free_numbers(session, clock.local(at).year, len(rows))
    issued = [_certificate(training, row, names[row.id], number) for row, number in zip(rows, numbers, strict=True)]
    for certificate in issued:
        certificate.issued_at = at
    session.add_all(issued)
    session.flush()
    _follow(session, {certificate.registration_id: certificate for certificate in issued})
    return issued


def _names(session: Session, rows: Sequence[Registration]) -> dict[int, str]:
    """Read fresh, under a shared lock: a name being corrected meanwhile is waited for."""
    statement = (
        select(Registration.id, Person)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.id.in_([row.id for row in rows]))
        .with_for_update(read=True, of=Person)
        .execution_options(populate_existing=True)
    )
    return {number: person.name for number, person in session.execute(statement)}


def _free_numbers(session: Session, year: int, count: int) -> list[str]:
    found: set[str] = set()
    while len(found) < count:
        fresh = {new_number(year) for _one in range(count - len(found))}
        found |= fresh - set(session.scalars(select(Certificate.number).where(Certificate.number.in_(fresh))))
    return sorted(found)


def _certificate(training: TrainingSession, row: Registration, name: str, number: str) -> Certificate:
    meetings = certified_to(row, training)
    return Certificate(
        number=number,
        registration_id=row.id,
        name=name,
        title=training.workshop.title,
        meetings=[[one.starts_at.isoformat(), one.ends_at.isoformat()] for one in meetings],
        minutes=sum(one.minutes for one in meetings),
        organisation=current_settings().organisation_name,
        trainers=[one.account.name for one in training.trainers],
    )


def _follow(session: Session, issued: Mapping[int, Certificate]) -> None:
    """The numbers of these registrations that ended without another lead to the new one."""
    ended = (Certificate.replaced_at.is_not(None), Certificate.replaced_by_id.is_(None))
    for old in session.scalars(select(Certificate).where(Certificate.registration_id.in_(issued), *ended)):
        old.replaced_by_id = issued[old.registration_id].id


def withdraw(session: Session, registration_id: int, at: datetime) -> str:
    """End the registration's certificate, inside the caller's `writing()`; returns its number, "" where it has none."""
    valid = session.scalars(_valid().where(Certificate.registration_id == registration_id)).one_or_none()
    if valid is None:
        return ""
    valid.replaced_at = at
    session.flush()
    return valid.number


def last_number(session: Session, registration_id: int) -> str:
    """The number that the registration had last, valid or not; "" where it never had one."""
    own = select(Certificate.number).where(Certificate.registration_id == registration_id)
    return session.scalar(own.order_by(Certificate.id.desc()).limit(1)) or ""


def rename(session: Session, person: Person, at: datetime) -> list[Renewed]:
    """A corrected name makes new certificates of the same attendance, inside the caller's `writing()`."""
    own = _valid().join(Registration).where(Registration.person_id == person.id)
    found = session.scalars(own.order_by(Certificate.id)).all()
    return _replace(session, {old: (person.name, old.minutes) for old in found}, at)


def recount(session: Session, training: TrainingSession, at: datetime) -> list[Renewed]:
    """Pauses declared late make new certificates of other hours, inside the caller's `writing()`; the rest stay."""
    own = _valid().join(Registration).where(Registration.session_id == training.id)
    changes = {}
    for old in session.scalars(own.order_by(Certificate.id)):
        minutes = sum(one.minutes for one in certified_to(old.registration, training))
        if minutes != old.minutes:
            changes[old] = old.name, minutes
    return _replace(session, changes, at)


def renew(session: Session, training: TrainingSession, row: Registration, at: datetime) -> bool:
    """Replace the valid certificate of a registration where its meetings were corrected; whether it was."""
    valid = session.scalars(_valid().where(Certificate.registration_id == row.id)).one_or_none()
    meetings = [[one.starts_at.isoformat(), one.ends_at.isoformat()] for one in certified_to(row, training)]
    if valid is None or valid.meetings == meetings:
        return False
    withdraw(session, row.id, at)
    issue(session, training, [row], at)
    return True


def _replace(session: Session, changes: Mapping[Certificate, tuple[str, int]], at: datetime) -> list[Renewed]:
    """One more for each of these, with this name and these minutes."""
    for old, number in zip(changes, _free_numbers(session, clock.local(at).year, len(changes)), strict=True):
        old.replaced_at = at
        session.flush()
        fresh = _copy(old, number)
        fresh.name, fresh.minutes = changes[old]
        fresh.issued_at = at
        session.add(fresh)
        session.flush()
        old.replaced_by_id = fresh.id
    return [Renewed(old.registration, old.number) for old in changes]


def _copy(old: Certificate, number: str) -> Certificate:
    return Certificate(
        number=number,
        registration_id=old.registration_id,
        title=old.title,
        meetings=old.meetings,
        organisation=old.organisation,
        trainers=old.trainers,
    )


def _valid() -> Select[Certificate]:
    """The valid ones, locked: an outcome and a name may be corrected at once."""
    return select(Certificate).where(Certificate.replaced_at.is_(None)).with_for_update(of=Certificate)


def note_download(session_id: int, people: int, actor_id: int) -> None:
    """Keep in the journal who took away the certificates of a session, of how many people."""
    entry = Entry(Verb.DOWNLOADED_CERTIFICATES, ObjectKind.SESSION, session_id, session_id, inputs={"people": people})
    with writing() as session:
        record(session, actor_id, entry)
