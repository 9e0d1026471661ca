"""Reading one partner: its page in the directory, as far as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, String, cast, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from portal import clock
from portal.database import db
from portal.models.library.toolkits import Sheet, sheet_themes
from portal.models.network.partners import (
    Agreement,
    Contact,
    Municipality,
    Partner,
    Relationship,
    Site,
    Theme,
    partner_areas,
    partner_themes,
)
from portal.queries.network.partner_cards import current_kinds, kinds_of, listed
from portal.rules.base.names import in_order
from portal.rules.base.states import ContactKind, ContentStatus, PartnerStatus, RelationshipKind, Visibility
from portal.rules.base.visibility import SiteFacts, levels, readable, site_for
from portal.rules.refusals import NotFound

LINKED = ("theme", "area", "child", "sheet")


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """How to reach a partner."""

    id: int
    kind: ContactKind
    name: str
    function: str
    email: str
    phone: str
    visibility: Visibility
    is_training_contact: bool
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Link:
    """A code or slug with its name."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship (`kind`) or an agreement (`title`) with its dates; for staff only."""

    id: int
    kind: RelationshipKind | None
    title: str
    starts_on: date
    ends_on: date | None

    def runs_on(self, day: date) -> bool:
        """Whether it runs on that day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """Everything that one reader may see of one partner; `ties` are empty for all but staff."""

    id: int
    slug: str
    name: str
    short_name: str
    legal_form: str
    enterprise_number: str
    description: str
    website: str
    status: PartnerStatus
    visibility: Visibility
    verified_on: date | None
    categories: tuple[RelationshipKind, ...]
    parent: Link | None
    sites: tuple[SiteFacts, ...]
    contacts: tuple[ContactFacts, ...]
    themes: tuple[Link, ...]
    areas: tuple[Link, ...]
    children: tuple[Link, ...]
    sheets: tuple[Link, ...]
    ties: tuple[Tie, ...]


def partner_page(slug: str, reader: Visibility) -> PartnerPage:
    """The page of a partner in four statements (five for staff, who also see those not listed).

    Raises NotFound when there is none, or not for this reader.
    """
    row = _partner(slug, reader)
    links = _links(row.id, reader)
    return PartnerPage(
        id=row.id,
        slug=row.slug,
        name=row.name,
        short_name=row.short_name,
        legal_form=row.legal_form,
        enterprise_number=row.enterprise_number or "",
        description=row.description,
        website=row.website,
        status=row.status,
        visibility=row.visibility,
        verified_on=clock.local(row.verified_at).date() if row.verified_at else None,
        categories=kinds_of(row.kinds),
        parent=Link(row.parent_slug, row.parent_name) if row.parent_slug else None,
        sites=tuple(site_for(site, reader) for site in sites_of(row.id)),
        contacts=tuple(readable(_present(contacts_of(row.id)), reader)),
        themes=links["theme"],
        areas=links["area"],
        children=links["child"],
        sheets=links["sheet"],
        ties=tuple(ties_of(row.id)) if reader is Visibility.STAFF else (),
    )


def sites_of(partner_id: int) -> list[SiteFacts]:
    """Every site with everything known of it, in order. To be shown through `site_for` only."""
    statement = (
        select(
            Site.id,
            Site.label,
            Site.street,
            Site.postcode,
            Site.municipality_nis,
            Municipality.name,
            Site.address_visibility,
            Site.opening_hours,
            Site.access_notes,
        )
        .join(Municipality, Municipality.nis == Site.municipality_nis)
        .where(Site.partner_id == partner_id)
        .order_by(Site.position, Site.id)
    )
    return [SiteFacts(*row) for row in db.session.execute(statement)]


def contacts_of(partner_id: int) -> list[ContactFacts]:
    """Every contact, functions before persons. To be shown through `readable` only."""
    statement = (
        select(
            Contact.id,
            Contact.kind,
            Contact.name,
            Contact.function,
            Contact.email,
            Contact.phone,
            Contact.visibility,
            Contact.is_training_contact,
            Contact.left_on,
        )
        .where(Contact.partner_id == partner_id)
        .order_by(type_coerce(Contact.kind, String).desc(), Contact.id)
    )
    return [ContactFacts(*row) for row in db.session.execute(statement)]


def ties_of(partner_id: int) -> list[Tie]:
    """The relationships, then the agreements, each by its start; one statement."""
    none = cast(null(), String)
    relationships = select(
        Relationship.id,
        type_coerce(Relationship.kind, String).label("kind"),
        none.label("title"),
        Relationship.starts_on.label("starts_on"),
        Relationship.ends_on.label("ends_on"),
    ).where(Relationship.partner_id == partner_id)
    agreements = select(
        Agreement.id,
        none,
        Agreement.title,
        type_coerce(Agreement.starts_on, Date),
        Agreement.ends_on,
    ).where(Agreement.partner_id == partner_id)
    rows = db.session.execute(union_all(relationships, agreements))
    ties = [
        Tie(row_id, RelationshipKind(kind) if kind else None, title or "", starts_on, ends_on)
        for row_id, kind, title, starts_on, ends_on in rows
    ]
    return sorted(ties, key=lambda tie: (tie.kind is None, tie.starts_on, tie.id))


def _present(contacts: Iterable[ContactFacts]) -> list[ContactFacts]:
    today = clock.today()
    return [contact for contact in contacts if contact.left_on is None or contact.left_on > today]


def _partner(slug: str, reader: Visibility) -> Any:
    parent = aliased(Partner)
    known = Partner.individual.is_(False)
    shown = (known,) if reader is Visibility.STAFF else listed(reader)
    # A parent that this reader may not see is not named either.
    parent_shown = parent.visibility.in_(levels(reader)) & (parent.status == PartnerStatus.ACTIVE)
    statement = (
        select(
            Partner.id,
            Partner.slug,
            Partner.name,
            Partner.short_name,
            Partner.legal_form,
            Partner.enterprise_number,
            Partner.description,
            Partner.website,
            Partner.status,
            Partner.visibility,
            Partner.verified_at,
            current_kinds().label("kinds"),
            parent.slug.label("parent_slug"),
            parent.name.label("parent_name"),
        )
        .outerjoin(parent, (parent.id == Partner.parent_id) & parent_shown)
        .where(Partner.slug == slug, *shown)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def _links(partner_id: int, reader: Visibility) -> dict[str, tuple[Link, ...]]:
    """Themes, area, services of this partner and sheets on its themes, in one statement."""
    found: dict[str, list[tuple[Any, Link]]] = {kind: [] for kind in LINKED}
    for kind, code, label, position in db.session.execute(union_all(*_link_statements(partner_id, reader))):
        found[kind].append((position, Link(code, label)))
    return {
        kind: tuple(link for _position, link in sorted(pairs, key=lambda pair: (pair[0], in_order(pair[1].label))))
        for kind, pairs in found.items()
    }


def _link_statements(partner_id: int, reader: Visibility) -> tuple[Select[Any, Any, Any, Any], ...]:
    themes = select(partner_themes.c.theme_id).where(partner_themes.c.partner_id == partner_id)
    areas = select(partner_areas.c.municipality_nis).where(partner_areas.c.partner_id == partner_id)
    on_themes = select(sheet_themes.c.sheet_id).where(sheet_themes.c.theme_id.in_(themes))
    return (
        select(_kind("theme"), Theme.code, Theme.label, Theme.position).where(Theme.id.in_(themes)),
        select(_kind("area"), Municipality.nis, Municipality.name, literal(0)).where(Municipality.nis.in_(areas)),
        select(_kind("child"), Partner.slug, Partner.name, literal(0)).where(
            Partner.parent_id == partner_id, *listed(reader)
        ),
        select(_kind("sheet"), Sheet.slug, Sheet.title, literal(0)).where(
            Sheet.id.in_(on_themes),
            Sheet.status == ContentStatus.PUBLISHED,
            Sheet.visibility.in_(levels(reader)),
        ),
    )


def _kind(name: str) -> Any:
    return cast(literal(name), String)
