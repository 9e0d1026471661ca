"""Changing somebody of a partner's address book: what her mailbox, her seats and her certificates have of it."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail import telling
from portal.models.network.partners import Partner
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.secrets import new_nonce
from portal.rules.base.states import LIVE
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.rules.refusals.accounts import AddressTaken
from portal.rules.refusals.base import NothingChanged, StaleVersion
from portal.rules.refusals.registrations import NamesakeKnown
from portal.services.attendance import certificates
from portal.services.base import jobs
from portal.services.base.journal import Entry, record
from portal.services.post import bounces
from portal.services.registrations import answers, blocks, pace
from portal.services.registrations.people import NewPerson
from portal.services.registrations.team.listing import check_site


def correct(person_id: int, version: int, typed: NewPerson, actor_id: int | None) -> None:
    """Correct a name, an address, a function or a site: the same person keeps her seats.

    A new mailbox receives the calendar entries, the old one their removal, by one job per session where she
    is live. Raises StaleVersion, NothingChanged, AddressTaken (another person has this name and address),
    AddressCorrectedTooOften, PersonBlocked (the new mailbox said "ce n’est pas moi"), NamesakeKnown (another has this
    name, and neither an address).
    """
    with writing() as session:
        # First whose book it is: a list or a form that adds the same person at this moment is waited for.
        lock_row(session, Partner, session.get_one(Person, person_id).partner_id)
        person = lock_row(session, Person, person_id)
        if person.version != version:
            raise StaleVersion
        before = (person.name, person.email or "")
        _check(session, person, typed, actor_id)
        _write(person, typed)
        if before[1] != (person.email or ""):
            _new_mailbox(session, person)
            session.flush()
            bounces.corrected(session, person, before[1])
            _tell_who_waits(session, person, actor_id)
            record(session, actor_id, Entry(Verb.CORRECTED_ADDRESS, ObjectKind.PERSON, person.id))
        if person.name != before[0]:
            _renew_certificates(session, person, actor_id)
        record(session, actor_id, Entry(Verb.CORRECTED_PERSON, ObjectKind.PERSON, person.id))
        session_ids = _live_sessions(session, person.id)
        for session_id in session_ids:
            jobs.plan(session, jobs.JobKind.SETTLE, session_id, clock.now() - timedelta(seconds=1))
    for session_id in session_ids:
        jobs.do_due(session_id)


def _check(session: Session, person: Person, typed: NewPerson, actor_id: int | None) -> None:
    name, email = typed.identity
    before = (person.given_name, person.family_name, person.email, person.function, person.site_id, person.is_volunteer)
    if before == (typed.given_name, typed.family_name, email, typed.function, typed.site_id, typed.is_volunteer):
        raise NothingChanged
    check_site(session, person.partner_id, typed)
    _check_unique(session, person, name, email)
    if person.email != email:
        pace.check_correction(session, person, actor_id)
        blocks.check(session, [typed])


def _write(person: Person, typed: NewPerson) -> None:
    name, email = typed.identity
    person.given_name, person.family_name, person.folded_name = typed.given_name, typed.family_name, name
    person.email, person.function = email, typed.function
    person.site_id, person.is_volunteer = typed.site_id, typed.is_volunteer
    person.version += 1


def _new_mailbox(session: Session, person: Person) -> None:
    """The old mailbox no longer opens the person's registrations; what it told in confidence goes with it."""
    person.blocked_at = None
    own = Registration.person_id == person.id
    session.execute(update(Registration).where(own).values(link_nonce=new_nonce()))
    ids = session.scalars(select(Registration.id).where(own)).all()
    answers.forget(session, ids)
    answers.disown_questions(session, ids)


def _renew_certificates(session: Session, person: Person, actor_id: int | None) -> None:
    """A certificate that shows the old name gets a new number; the person hears of it."""
    session.flush()
    for renewed in certificates.rename(session, person, clock.now()):
        row = renewed.registration
        telling.tell_certificate(session, row, actor_id, renewed.before)
        inputs = {"number": renewed.before}
        record(
            session,
            actor_id,
            Entry(Verb.REPLACED_CERTIFICATE, ObjectKind.REGISTRATION, row.id, row.session_id, inputs=inputs),
        )


def _tell_who_waits(session: Session, person: Person, actor_id: int | None) -> None:
    """Who has a seat receives its entry; who waits for one hears at the new address where she stands."""
    waiting = select(Registration).where(
        Registration.person_id == person.id, Registration.state.in_(telling.TOLD_WHILE_WAITING)
    )
    for row in session.scalars(waiting.order_by(Registration.id)).all() if person.email else ():
        telling.tell_again(session, row, actor_id)


def unblock(person_id: int, version: int, actor_id: int) -> None:
    """Let somebody who said "ce n’est pas moi" be registered again: it was a misunderstanding, staff know.

    Raises StaleVersion, NothingChanged.
    """
    with writing() as session:
        person = lock_row(session, Person, person_id)
        if person.version != version:
            raise StaleVersion
        if person.blocked_at is None:
            raise NothingChanged
        blocks.lift(session, person)
        person.version += 1
        record(session, actor_id, Entry(Verb.UNBLOCKED_PERSON, ObjectKind.PERSON, person.id))


def allow_again(registration_id: int) -> None:
    """Let the owner of a registration's mailbox take back that it was not for her. Raises NotFound, NothingChanged."""
    with writing() as session:
        row = session.get(Registration, registration_id)
        if row is None or row.person_id is None:
            raise NotFound
        person = lock_row(session, Person, row.person_id)
        if person.blocked_at is None:
            raise NothingChanged
        blocks.lift(session, person)
        person.version += 1
        record(session, None, Entry(Verb.UNBLOCKED_PERSON, ObjectKind.PERSON, person.id))


def _check_unique(session: Session, person: Person, name: str, email: str | None) -> None:
    twin = select(Person.id).where(
        Person.partner_id == person.partner_id, Person.folded_name == name, Person.id != person.id
    )
    same_address = Person.email.is_(None) if email is None else Person.email == email
    if session.scalar(twin.where(same_address)) is not None:
        raise AddressTaken if email else NamesakeKnown(name=person.name)


def _live_sessions(session: Session, person_id: int) -> list[int]:
    live = select(Registration.session_id).where(Registration.person_id == person_id, Registration.state.in_(LIVE))
    return list(session.scalars(live.order_by(Registration.session_id)))
