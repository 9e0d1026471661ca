"""The sites of a partner, and whose people somebody sees who acts for one of them only."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true

from portal.database import db
from portal.models.network.partners import Municipality, Site
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.names import in_order
from portal.rules.base.permissions import Actor


@dataclass(frozen=True, slots=True)
class SiteName:
    """A site as a team speaks of it: by its label, or by its commune where it has none."""

    id: int
    name: str


def sites_of(partner_id: int) -> list[SiteName]:
    """The sites of a partner, by name. Callers have scoped the partner."""
    statement = (
        select(Site.id, Site.label, Municipality.name)
        .join(Municipality, Municipality.nis == Site.municipality_nis)
        .where(Site.partner_id == partner_id)
    )
    found = [SiteName(row.id, row.label or row.name) for row in db.session.execute(statement)]
    return sorted(found, key=lambda site: (in_order(site.name), site.id))


def sites_seen(actor: Actor, partner_id: int) -> list[SiteName]:
    """The sites whose people the actor sees: all, or the one she is held to."""
    held_to = actor.site_in(partner_id)
    return [site for site in sites_of(partner_id) if held_to in (None, site.id)]


def seen(actor: Actor, partner_id: int) -> ColumnElement[bool]:
    """The condition on Person that the actor, who may see this partner, sees her."""
    held_to = actor.site_in(partner_id)
    return true() if held_to is None else Person.site_id == held_to


def seen_rows(actor: Actor, partner_id: int) -> ColumnElement[bool]:
    """The condition on Registration, joined with Person or not: a seat without a name is the whole association's."""
    held_to = actor.site_in(partner_id)
    if held_to is None:
        return true()
    hers = select(Person.id).where(Person.partner_id == partner_id, Person.site_id == held_to)
    return or_(Registration.person_id.is_(None), Registration.person_id.in_(hers))
