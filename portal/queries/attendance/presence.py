"""Reading the marks of a meeting, and what somebody is told whose tap was not applied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, exists, select

from portal.database import db, rows
from portal.models.accounts.accounts import Account
from portal.models.network.partners import Partner
from portal.models.planning.sessions import SessionTrainer, TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.queries.base.meetings import MeetingView
from portal.queries.base.sessions import SessionCard, card_of
from portal.rules.attendance.taps import Clash
from portal.rules.base.names import book_order, full_name
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.states import NotedBy, PresenceMark, SessionStatus
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import SessionNotClosed

OWN = select(
    TrainingSession.id,
    exists()
    .where(SessionTrainer.session_id == TrainingSession.id, SessionTrainer.account_id == bindparam("account_id"))
    .label("taught"),
).where(TrainingSession.public_id == bindparam("public_id"))


@dataclass(frozen=True, slots=True)
class Choice:
    """Two marks of one person of which one counts: `found` by `by` at `at`, and `wanted` by the reader.

    None is no mark: who took one back, and when, is not known (`by` is "", `at` None).
    """

    registration_id: int
    name: str
    found: PresenceMark | None
    wanted: PresenceMark | None
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody whose seat is no longer theirs; `at` is when it ended, None where it never was one."""

    registration_id: int
    name: str
    at: datetime | None


def session_marked_by(actor: Actor, public_id: str) -> int:
    """The session whose presence the actor may note, in one statement. Raises NotFound."""
    for found in rows(OWN, public_id=public_id, account_id=actor.account_id):
        taught = replace(actor, teaches=frozenset({found.id} if found.taught else ()))
        if can(taught, Action.MARK_PRESENCE, session_id=found.id):
            return int(found.id)
    raise NotFound


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody who was there, and how that was noted."""

    name: str
    partner: str
    noted_by: NotedBy


@dataclass(frozen=True, slots=True)
class PresenceRecord:
    """A closed session with who was at each of its half-days, by name, in the order of its meetings."""

    card: SessionCard
    days: tuple[tuple[MeetingView, tuple[Noted, ...]], ...]

    @property
    def people(self) -> int:
        """The lines of the record."""
        return sum(len(there) for _meeting, there in self.days)


def record_of(actor: Actor, public_id: str) -> PresenceRecord:
    """Who was there, for the session's trainers and staff. Raises NotFound for everybody else, and SessionNotClosed."""
    card = card_of(public_id, drafts=actor.manages)
    if not can(actor, Action.SEE_ATTENDEES, session_id=card.id):
        raise NotFound
    if card.status is not SessionStatus.DONE:
        raise SessionNotClosed
    found = db.session.execute(
        select(Presence.meeting_id, Presence.noted_by, Person.given_name, Person.family_name, Partner.name)
        .join(Registration, Registration.id == Presence.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .join(Partner, Partner.id == Registration.partner_id)
        .where(Registration.session_id == card.id, Presence.mark == PresenceMark.PRESENT)
    ).all()
    by_name = sorted(found, key=lambda row: (book_order(row.given_name, row.family_name), row.name))
    there: dict[int, list[Noted]] = {meeting.id: [] for meeting in card.meetings}
    for row in by_name:
        there[row.meeting_id].append(Noted(full_name(row.given_name, row.family_name), row.name, row.noted_by))
    return PresenceRecord(card, tuple((meeting, tuple(there[meeting.id])) for meeting in card.meetings))


def marks_of(registration_id: int) -> dict[int, PresenceMark]:
    """The marks of one registration, by meeting."""
    found = select(Presence.meeting_id, Presence.mark).where(Presence.registration_id == registration_id)
    return {number: mark for number, mark in db.session.execute(found)}


def choices(clashes: Sequence[Clash]) -> dict[int, Choice]:
    """What the author of taps that were not applied has to settle, by registration; two statements, none for nobody."""
    people = _people([one.tap.registration_id for one in clashes])
    by = _names([one.by_id for one in clashes if one.by_id is not None])
    return {
        one.tap.registration_id: Choice(
            registration_id=one.tap.registration_id,
            name=people[one.tap.registration_id][0],
            found=one.found,
            wanted=one.tap.mark,
            by=by.get(one.by_id or 0, ""),
            at=one.at,
        )
        for one in clashes
    }


def gone(numbers: Sequence[int]) -> dict[int, Gone]:
    """Who of these lost the seat that the page showed, by registration; one statement, none for nobody."""
    return {number: Gone(number, name, ended_at) for number, (name, ended_at) in _people(numbers).items()}


def names(numbers: Sequence[int]) -> dict[int, str]:
    """Whose registrations these are, by registration; one statement, none for nobody."""
    return {number: name for number, (name, _ended_at) in _people(numbers).items()}


def _people(numbers: Sequence[int]) -> dict[int, tuple[str, datetime | None]]:
    if not numbers:
        return {}
    statement = (
        select(Registration.id, Person.given_name, Person.family_name, Registration.ended_at)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.id.in_(numbers))
    )
    found = db.session.execute(statement)
    return {number: (full_name(given or "", family or ""), ended_at) for number, given, family, ended_at in found}


def _names(account_ids: Sequence[int]) -> dict[int, str]:
    if not account_ids:
        return {}
    found = db.session.scalars(select(Account).where(Account.id.in_(account_ids)))
    return {account.id: account.name for account in found}
