"""What a list of people is held against before it is added: the team, its sites, the mailboxes that refused."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from portal import clock
from portal.database import db
from portal.models.registrations.people import ANONYMOUS, BlockedMailbox, Person, block_keys
from portal.queries.registrations.sites import sites_seen
from portal.rules.base.permissions import Action, Actor, can, sees_site
from portal.rules.refusals import NotFound
from portal.rules.registrations.team_lists import Line, Listed, Team

AT_ONCE = 400  # keys that one statement asks about


def team_of(actor: Actor, partner_id: int, lines: Sequence[Line]) -> Team:
    """The team that these lines are judged by; nothing of another association is in it but that a mailbox refused.

    Raises NotFound for foreign partners.
    """
    if not can(actor, Action.REGISTER, partner_id=partner_id):
        raise NotFound
    people = select(Person).where(Person.partner_id == partner_id, Person.folded_name != ANONYMOUS)
    blocked = _blocked(lines)
    return Team(
        people=[_listed(actor, person) for person in db.session.scalars(people)],
        sites={site.name: site.id for site in sites_seen(actor, partner_id)},
        refuses=lambda line: not blocked.isdisjoint(block_keys(*line.identity)),
    )


def _listed(actor: Actor, person: Person) -> Listed:
    """Who works at another site than the actor's is taken by nobody there, and nothing is told of her."""
    return Listed(
        person.name,
        identity=(person.folded_name, person.email),
        left=person.left(clock.now()),
        refused=person.blocked_at is not None,
        elsewhere=not sees_site(actor, person.partner_id, person.site_id),
    )


def _blocked(lines: Iterable[Line]) -> set[str]:
    keys = [key for line in lines for key in block_keys(*line.identity)]
    found: set[str] = set()
    for first in range(0, len(keys), AT_ONCE):
        asked = select(BlockedMailbox.key).where(BlockedMailbox.key.in_(keys[first : first + AT_ONCE]))
        found.update(db.session.scalars(asked))
    return found
