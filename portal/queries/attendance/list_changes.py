"""Reading what changed on an attendee list since it was last downloaded or printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.database import db, rows
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.registrations.transitions import TransitionKind

MOVES = {*TransitionKind} - {TransitionKind.OUTCOME_CORRECTED}  # nor does an answer to an invitation move anybody
SEATED = (RegistrationState.CONFIRMED.value, RegistrationState.COMPLETED.value)
LAST_DOWNLOAD = (
    select(Event.id, Event.at)
    .where(Event.session_id == bindparam("session_id"), Event.verb == Verb.DOWNLOADED_LIST)
    .order_by(Event.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class ListChanges:
    """Who came onto the list and who left it since `since`, as pairs of name and partner."""

    since: datetime
    new: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]


def changes_since_download(session_id: int) -> ListChanges | None:
    """What a list on paper no longer says; None when nobody took one, or nothing changed. Callers asked who may see.

    Somebody who came and left meanwhile is in neither column.
    """
    taken = next(iter(rows(LAST_DOWNLOAD, session_id=session_id)), None)
    if taken is None:
        return None
    moved = _moved(session_id, taken.id)
    new = [number for number, (before, after) in moved.items() if after and not before]
    gone = [number for number, (before, after) in moved.items() if before and not after]
    if not new and not gone:
        return None
    people = _people([*new, *gone])
    return ListChanges(taken.at, _named(people[number] for number in new), _named(people[number] for number in gone))


def _moved(session_id: int, after_id: int) -> dict[int, tuple[bool, bool]]:
    """Of each registration that changed since: whether it was on the list then, and is now."""
    steps = db.session.execute(
        select(Event.object_id, Event.before, Event.after)
        .where(Event.session_id == session_id, Event.object_kind == ObjectKind.REGISTRATION, Event.id > after_id)
        .where(Event.before != Event.after, Event.verb.in_(MOVES))
        .order_by(Event.id)
    )
    found: dict[int, tuple[bool, bool]] = {}
    for number, before, after in steps:
        was, _now = found.get(number, (before in SEATED, False))
        found[number] = (was, after in SEATED)
    return found


def _people(registration_ids: list[int]) -> dict[int, tuple[Person, str]]:
    found = db.session.execute(
        select(Registration.id, Person, Partner.name)
        .join(Person, Person.id == Registration.person_id)
        .join(Partner, Partner.id == Registration.partner_id)
        .where(Registration.id.in_(registration_ids))
    )
    return {number: (person, partner) for number, person, partner in found}


def _named(people: Iterable[tuple[Person, str]]) -> tuple[tuple[str, str], ...]:
    in_order = sorted(people, key=lambda pair: pair[0].book_order)
    return tuple((person.name, partner) for person, partner in in_order)
