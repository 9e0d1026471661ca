"""Leaving a partner's team on a day, with what is registered decided in the same act, and coming back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal import clock
from portal.database import lock_row, writing
from portal.models.registrations.people import Person
from portal.rules.base.states import CancelReason
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.base import NothingChanged, StaleVersion
from portal.services.base.journal import Entry, record
from portal.services.registrations import registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.team.listing import check_not_refused


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one registration of somebody who leaves: a colleague takes its seat, or it is given up."""

    registration_id: int
    version: int
    colleague: NewPerson | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """Who leaves, at the version shown, after which day, and what becomes of what is registered; the rest stays."""

    person_id: int
    version: int
    last_day: date
    fates: tuple[Fate, ...] = ()


def leave(departure: Departure, actor_id: int, reason: CancelReason = CancelReason.BY_PARTNER) -> None:
    """Decide the registrations one by one, then note the last day.

    A page drawn before somebody else's change decides nothing. Each registration is decided under the lock of its
    session, as one alone is; a refusal ends the act there, and those decided before it stay decided. Raises
    StaleVersion, and what `registrations.cancel` and `registrations.substitute` raise.
    """
    _check_version(departure)
    for fate in departure.fates:
        if fate.colleague is None:
            registrations.cancel(fate.registration_id, fate.version, reason, actor_id, "")
        else:
            registrations.substitute(fate.registration_id, fate.version, fate.colleague, actor_id)
    with writing() as session:
        person = lock_row(session, Person, departure.person_id)
        if person.version != departure.version:
            raise StaleVersion
        person.left_on = end_of_day(departure.last_day)
        person.version += 1
        inputs = {"last_day": departure.last_day.isoformat()}
        record(session, actor_id, Entry(Verb.PERSON_LEFT, ObjectKind.PERSON, person.id, inputs=inputs))


def _check_version(departure: Departure) -> None:
    with writing() as session:
        if lock_row(session, Person, departure.person_id).version != departure.version:
            raise StaleVersion


def end_of_day(day: date) -> datetime:
    """The end of a day in Brussels."""
    return clock.utc(datetime.combine(day + timedelta(days=1), time()))


def come_back(person_id: int, version: int, actor_id: int) -> None:
    """Somebody who left, or was about to, is in the team again. Raises StaleVersion, NothingChanged, PersonBlocked."""
    with writing() as session:
        person = lock_row(session, Person, person_id)
        if person.version != version:
            raise StaleVersion
        if person.left_on is None:
            raise NothingChanged
        if person.left(clock.now()):
            check_not_refused(person)
        person.left_on = None
        person.version += 1
        record(session, actor_id, Entry(Verb.PERSON_BACK, ObjectKind.PERSON, person.id))
