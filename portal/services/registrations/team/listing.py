"""Putting people in a partner's team without registering them: nobody is mailed for standing in a list."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.models.network.partners import Partner, Site
from portal.models.registrations.people import ANONYMOUS, Person
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.services.base.journal import Entry, record
from portal.services.registrations import blocks
from portal.services.registrations.people import NewPerson, values_of

AT_ONCE = 200  # rows that one statement writes
ADDING = insert(Person).execution_options(render_nulls=True)  # a default would say that mails reach them


def add(partner_id: int, typed: Sequence[NewPerson], actor_id: int) -> int:
    """Put people in the team; who stands there already stays as she is, who had left is back. Says how many it changed.

    The same list twice changes nothing the second time. The addresses are used when somebody is first registered, and
    count then (pace.py). Raises PersonBlocked for who said "ce n’est pas moi", NotFound for a site of another partner.
    """
    with writing() as session:
        partner = lock_row(session, Partner, partner_id)
        check_site(session, partner.id, *typed)
        book = _book(session, partner.id)
        fresh = {someone.identity: someone for someone in typed if someone.identity not in book}
        for some in _in_batches([*fresh.values()]):
            blocks.check(session, some)
            rows = [{**values_of(partner.id, one), "added_by_id": None, "introduced_at": None} for one in some]
            session.execute(ADDING, rows)
        back = [book[one.identity] for one in typed if one.identity in book and book[one.identity].left(clock.now())]
        for person in back:
            person.left_on, person.version = None, person.version + 1
        changed = len(fresh) + len(back)
        if changed:
            inputs = {"added": len(fresh), "back": len(back)}
            record(session, actor_id, Entry(Verb.LISTED_PEOPLE, ObjectKind.PARTNER, partner.id, inputs=inputs))
        return changed


def _in_batches(people: Sequence[NewPerson]) -> Sequence[Sequence[NewPerson]]:
    return [people[first : first + AT_ONCE] for first in range(0, len(people), AT_ONCE)]


def check_site(session: Session, partner_id: int, *typed: NewPerson) -> None:
    """Let people work at sites of their own partner. Raises NotFound for any other."""
    asked = {one.site_id for one in typed} - {None}
    own = select(Site.id).where(Site.partner_id == partner_id)
    if asked and asked - set(session.scalars(own)):
        raise NotFound


def _book(session: Session, partner_id: int) -> dict[tuple[str, str | None], Person]:
    people = select(Person).where(Person.partner_id == partner_id, Person.folded_name != ANONYMOUS)
    return {(person.folded_name, person.email): person for person in session.scalars(people)}
