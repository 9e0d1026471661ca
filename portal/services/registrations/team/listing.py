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
from portal.rules.refusals.registrations import PersonBlocked
from portal.services.base.journal import Entry, record
from portal.services.registrations import blocks
from portal.services.registrations.people import NewPerson, at_site, check_at_site, held_to, values_of

AT_ONCE = 200  # rows that one statement writes
ADDING = insert(Person).execution_options(render_nulls=True)  # a default would say that mails reach them


def add(partner_id: int, typed: Sequence[NewPerson], actor_id: int) -> int:
    """Put people in the team; who stands there already stays as she is, who had left is back. Says how many it changed.

    The same list twice changes nothing the second time. The addresses are used when somebody is first registered, and
    count then (pace.py). Who acts for one site adds people there. Raises PersonBlocked for who said "ce n’est pas
    moi", PersonElsewhere for somebody of another site than the actor's, NotFound for a site of another partner.
    """
    with writing() as session:
        partner = lock_row(session, Partner, partner_id)
        check_site(session, partner.id, *typed)
        book, site_id = _book(session, partner.id), held_to(session, partner.id, actor_id)
        known = [one for one in typed if one.identity in book]
        check_at_site([book[one.identity] for one in known], site_id)
        fresh = {one.identity: at_site(one, site_id) for one in typed if one.identity not in book}
        for some in _in_batches([*fresh.values()]):
            blocks.check(session, some)
            rows = [{**values_of(partner.id, one), "added_by_id": None, "introduced_at": None} for one in some]
            session.execute(ADDING, rows)
        back = [one for one in known if book[one.identity].left(clock.now())]
        blocks.check(session, back)
        for person in (book[one.identity] for one in back):
            check_not_refused(person)
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


def check_not_refused(person: Person) -> None:
    """Raise PersonBlocked for who said "ce n’est pas moi"."""
    if person.blocked_at is not None:
        raise PersonBlocked(name=person.name)


def _book(session: Session, partner_id: int) -> dict[tuple[str, str | None], Person]:
    """Locked: who is corrected, or leaves, at this moment is waited for."""
    people = select(Person).where(Person.partner_id == partner_id, Person.folded_name != ANONYMOUS)
    people = people.order_by(Person.id).with_for_update().execution_options(populate_existing=True)
    return {(person.folded_name, person.email): person for person in session.scalars(people)}
