"""Rows of the directory for tests: required fields only."""

from datetime import date
from typing import Any

from portal.database import db, writing
from portal.models.network.partners import (
    Agreement,
    Contact,
    Partner,
    Relationship,
    Site,
    partner_areas,
    partner_themes,
)
from portal.rules.base.states import ContactKind, RelationshipKind, Visibility
from portal.services.network import partners
from tests.factories import World

LONG_AGO = date(2020, 1, 1)


def relationship(
    world: World, partner: Partner, kind: RelationshipKind = RelationshipKind.PUBLIC_BODY, **values: Any
) -> Relationship:
    return world.save(
        Relationship(partner_id=partner.id, kind=kind, starts_on=values.pop("starts_on", LONG_AGO), **values)
    )


def agreement(world: World, partner: Partner, title: str = "Convention-cadre", **values: Any) -> Agreement:
    return world.save(
        Agreement(partner_id=partner.id, title=title, starts_on=values.pop("starts_on", LONG_AGO), **values)
    )


def site(world: World, partner: Partner, nis: str = "", **values: Any) -> Site:
    return world.save(Site(partner_id=partner.id, municipality_nis=nis or world.municipality().nis, **values))


def contact(world: World, partner: Partner, **values: Any) -> Contact:
    return world.save(
        Contact(
            partner_id=partner.id,
            kind=values.pop("kind", ContactKind.ROLE_MAILBOX),
            visibility=values.pop("visibility", Visibility.PUBLIC),
            **values,
        )
    )


def theme_of(world: World, partner: Partner, theme_id: int) -> None:
    with world.app.app_context():
        db.session.execute(partner_themes.insert().values(partner_id=partner.id, theme_id=theme_id))
        db.session.commit()


def area_of(world: World, partner: Partner, nis: str) -> None:
    with world.app.app_context():
        db.session.execute(partner_areas.insert().values(partner_id=partner.id, municipality_nis=nis))
        db.session.commit()


def index(world: World, partner: Partner) -> Partner:
    """Put the partner in the search index, as the service that made it would have."""
    with world.app.app_context(), writing() as session:
        partners.index(session, session.get_one(Partner, partner.id))
    return partner
