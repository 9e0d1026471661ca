"""The partners' address books: finding, adding and correcting people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.mail import telling
from portal.models.partners import Partner
from portal.models.people import Person
from portal.models.registrations import Registration
from portal.rules.refusals.accounts import AddressTaken
from portal.rules.refusals.planning import NothingChanged
from portal.rules.refusals.registering import PersonBlocked, SamePersonTwice, StaleVersion
from portal.rules.secrets import new_nonce
from portal.rules.states import LIVE
from portal.rules.text import fold, fold_email
from portal.services import answers, bounces, certificates, jobs
from portal.services.journal import Entry, record


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody as typed in a form. Without an address her mails go to the coordinator, who hands them on."""

    given_name: str
    family_name: str
    email: str = ""
    function: str = ""
    is_volunteer: bool = False

    @property
    def name(self) -> str:
        """Given then family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def identity(self) -> tuple[str, str | None]:
        """What makes two people the same within a partner: folded name and folded address."""
        return fold(self.name), fold_email(self.email) or None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The people behind what was typed, in order; `known` are those whom the partner's book held already."""

    people: list[Person]
    known: list[Person]


def find_or_add(session: Session, partner: Partner, typed: Sequence[NewPerson]) -> list[Person]:
    """The people of the partner behind what was typed, in order: see `gather`."""
    return gather(session, partner, typed).people


def gather(session: Session, partner: Partner, typed: Sequence[NewPerson], *, refresh: bool = True) -> Gathered:
    """The people of the partner behind what was typed, in order, inside the caller's `writing()`.

    Same person: same partner, same address and same folded name (docs/registration.md). One who had left is
    back. The caller holds the partner's row locked: two forms at once add a new colleague once. Without `refresh`
    nothing known changes (a stranger's request). Raises SamePersonTwice when the form names one twice,
    PersonBlocked for who said "ce n’est pas moi", also where her name comes without an address.
    """
    wanted: dict[tuple[str, str | None], NewPerson] = {}
    for someone in typed:
        if someone.identity in wanted:
            raise SamePersonTwice(name=someone.name)
        wanted[someone.identity] = someone
    known = _known(session, partner.id, [name for name, _email in wanted])
    blocked = {name for (name, _email), person in known.items() if person.blocked_at is not None}
    missing = [_new(partner.id, fresh) for identity, fresh in wanted.items() if identity not in known]
    added = session.scalars(insert(Person).returning(Person), missing) if missing else ()
    everyone = known | {(person.folded_name, person.email): person for person in added}
    found = [everyone[identity] for identity in wanted]
    for person, fresh in zip(found, wanted.values(), strict=True):
        if person.folded_name in blocked and (person.blocked_at is not None or person.email is None):
            raise PersonBlocked(name=person.name)
        if refresh:
            person.left_on = None
            person.function = fresh.function or person.function
    return Gathered(found, [known[identity] for identity in wanted if identity in known])


def _known(session: Session, partner_id: int, names: list[str]) -> dict[tuple[str, str | None], Person]:
    """Read under a shared lock, fresh: an address being corrected meanwhile is waited for."""
    statement = (
        select(Person)
        .where(Person.partner_id == partner_id, Person.folded_name.in_(names))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    return {(person.folded_name, person.email): person for person in session.scalars(statement)}


def _new(partner_id: int, typed: NewPerson) -> dict[str, object]:
    name, email = typed.identity
    return {
        "partner_id": partner_id,
        "given_name": typed.given_name,
        "family_name": typed.family_name,
        "folded_name": name,
        "email": email,
        "function": typed.function,
        "is_volunteer": typed.is_volunteer,
        "created_at": clock.now(),
    }


def correct(person_id: int, version: int, typed: NewPerson, actor_id: int | None) -> None:
    """Correct a name, an address or a function: the same person keeps her seats.

    A new mailbox receives the calendar entries, the old one their removal, by one job per session where she
    is live. Raises StaleVersion, NothingChanged, AddressTaken (another person has this name and address).
    """
    with writing() as session:
        person = lock_row(session, Person, person_id)
        if person.version != version:
            raise StaleVersion
        before = (person.given_name, person.family_name, person.email or "", person.function)
        name, email = typed.identity
        if before == (typed.given_name, typed.family_name, email or "", typed.function):
            raise NothingChanged
        _check_unique(session, person, name, email)
        person.given_name, person.family_name, person.folded_name = typed.given_name, typed.family_name, name
        person.email, person.function = email, typed.function
        person.version += 1
        if before[2] != (email or ""):
            _new_mailbox(session, person)
            session.flush()
            bounces.corrected(session, person, before[2])
            _tell_who_waits(session, person, actor_id)
        if person.name != f"{before[0]} {before[1]}".strip():
            _renew_certificates(session, person, actor_id)
        record(session, actor_id, Entry("corrected_person", "person", person.id))
        session_ids = _live_sessions(session, person.id)
        for session_id in session_ids:
            jobs.plan(session, jobs.JobKind.SETTLE, session_id, clock.now() - timedelta(seconds=1))
    for session_id in session_ids:
        jobs.do_due(session_id)


def _new_mailbox(session: Session, person: Person) -> None:
    """The old mailbox no longer opens the person's registrations; what it told in confidence goes with it."""
    person.blocked_at = None
    own = Registration.person_id == person.id
    session.execute(update(Registration).where(own).values(link_nonce=new_nonce()))
    answers.forget(session, session.scalars(select(Registration.id).where(own)).all())


def _renew_certificates(session: Session, person: Person, actor_id: int | None) -> None:
    """A certificate that shows the old name gets a new number; the person hears of it."""
    session.flush()
    for renewed in certificates.rename(session, person, clock.now()):
        row = renewed.registration
        telling.tell_certificate(session, row, actor_id, renewed.before)
        inputs = {"number": renewed.before}
        record(session, actor_id, Entry("replaced_certificate", "registration", row.id, row.session_id, inputs=inputs))


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
        person.blocked_at = None
        person.version += 1
        record(session, actor_id, Entry("unblocked_person", "person", person.id))


def _check_unique(session: Session, person: Person, name: str, email: str | None) -> None:
    twin = select(Person.id).where(
        Person.partner_id == person.partner_id, Person.folded_name == name, Person.id != person.id
    )
    same_address = Person.email.is_(None) if email is None else Person.email == email
    if session.scalar(twin.where(same_address)) is not None:
        raise AddressTaken


def _live_sessions(session: Session, person_id: int) -> list[int]:
    live = select(Registration.session_id).where(Registration.person_id == person_id, Registration.state.in_(LIVE))
    return list(session.scalars(live.order_by(Registration.session_id)))


def leave(person_id: int, version: int, actor_id: int | None) -> None:
    """Mark "n’est plus chez nous": no longer proposed. Live registrations stay until somebody cancels them."""
    with writing() as session:
        person = lock_row(session, Person, person_id)
        if person.version != version:
            raise StaleVersion
        person.left_on = clock.now()
        person.version += 1
        record(session, actor_id, Entry("person_left", "person", person.id))
