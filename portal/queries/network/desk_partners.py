"""Reading partners for the staff who keep them: every status, the stalest first, and what the forms show."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select

from portal import clock
from portal.database import db
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
from portal.queries.base import search
from portal.queries.base.paging import slice_of
from portal.queries.network.partner_cards import KINDS, current, current_kinds, kinds_of
from portal.queries.network.reached import reached_by
from portal.rules.base.names import in_order
from portal.rules.base.states import PartnerStatus, RelationshipKind, SearchKind, Visibility
from portal.rules.base.text import fold
from portal.rules.refusals import NotFound

STATUSES = tuple(PartnerStatus)
PartRow = TypeVar("PartRow", Relationship, Agreement, Site, Contact)


@dataclass(frozen=True, slots=True)
class PartnerFilter:
    """What staff ask of their list; empty means any. Pages count from 1."""

    text: str = ""
    status: str = ""
    category: str = ""
    stalest_first: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A partner in the staff's list."""

    slug: str
    name: str
    status: PartnerStatus
    visibility: Visibility
    categories: tuple[RelationshipKind, ...]
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class DeskListing:
    """A page of the staff's list."""

    rows: tuple[DeskRow, ...]
    total: int
    number: int
    last: int


@dataclass(frozen=True, slots=True)
class PartnerFields:
    """A partner's own fields as staff edit them; `version` refuses a form that is older than the row."""

    id: int
    slug: str
    version: int
    status: PartnerStatus
    verified_on: date | None
    name: str
    short_name: str
    legal_form: str
    enterprise_number: str
    description: str
    website: str
    visibility: Visibility
    parent_id: int | None
    theme_ids: tuple[int, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms of partners choose from: pairs of value and name."""

    themes: tuple[tuple[int, str], ...]
    municipalities: tuple[tuple[str, str], ...]
    partners: tuple[tuple[int, str], ...]


def desk_listing(wanted: PartnerFilter) -> DeskListing:
    """Every partner, by name or the longest unconfirmed first; at most four statements."""
    rows = db.session.execute(_narrowed(wanted)).all()
    page = slice_of(len(rows), wanted.page)
    shown = tuple(_desk_row(row) for row in rows[page.start : page.end])
    return DeskListing(shown, len(rows), page.number, page.last)


def fields_of(slug: str) -> PartnerFields:
    """The partner as its form shows it. Raises NotFound."""
    wanted = select(Partner).where(Partner.slug == slug, Partner.individual.is_(False))
    partner = db.session.scalars(wanted).one_or_none()
    if partner is None:
        raise NotFound
    themes = select(partner_themes.c.theme_id).where(partner_themes.c.partner_id == partner.id)
    areas = select(partner_areas.c.municipality_nis).where(partner_areas.c.partner_id == partner.id)
    return PartnerFields(
        id=partner.id,
        slug=partner.slug,
        version=partner.version,
        status=partner.status,
        verified_on=clock.local(partner.verified_at).date() if partner.verified_at else None,
        name=partner.name,
        short_name=partner.short_name,
        legal_form=partner.legal_form,
        enterprise_number=partner.enterprise_number or "",
        description=partner.description,
        website=partner.website,
        visibility=partner.visibility,
        parent_id=partner.parent_id,
        theme_ids=tuple(db.session.scalars(themes)),
        areas=tuple(db.session.scalars(areas)),
    )


def part_of(partner_id: int, model: type[PartRow], row_id: int) -> PartRow:
    """A row of this partner. Raises NotFound for another's."""
    row = db.session.get(model, row_id)
    if row is None or row.partner_id != partner_id:
        raise NotFound
    return row


def agreements_of(partner_id: int) -> list[Agreement]:
    """The agreements of a partner, the next to end first."""
    wanted = select(Agreement).where(Agreement.partner_id == partner_id)
    soonest = wanted.order_by(Agreement.ends_on.is_(None), Agreement.ends_on, Agreement.id)
    return list(db.session.scalars(soonest))


def choices(without: int | None = None) -> Choices:
    """Themes, communes and possible parents (all but the partner `without`), by their names."""
    themes = select(Theme.id, Theme.label).order_by(Theme.position, Theme.id)
    return Choices(
        themes=tuple((row.id, row.label) for row in db.session.execute(themes)),
        municipalities=municipalities(),
        partners=tuple((row.id, row.name) for row in db.session.execute(_possible_parents(without))),
    )


def municipalities() -> tuple[tuple[str, str], ...]:
    """The communes to choose from, by name: NIS code and name."""
    present = Municipality.valid_to.is_(None) | (Municipality.valid_to >= clock.today())
    rows = db.session.execute(select(Municipality.nis, Municipality.name).where(present))
    return tuple(sorted(((row.nis, row.name) for row in rows), key=lambda pair: in_order(pair[1])))


def _possible_parents(without: int | None) -> Select[int, str]:
    found = select(Partner.id, Partner.name).where(Partner.individual.is_(False))
    others = found.where(Partner.id != without) if without else found
    return others.order_by(Partner.folded_name)


def _narrowed(wanted: PartnerFilter) -> Select[Any, Any, Any, Any, Any, Any]:
    statement = select(
        Partner.slug,
        Partner.name,
        Partner.status,
        Partner.visibility,
        Partner.verified_at,
        current_kinds().label("kinds"),
    ).where(Partner.individual.is_(False))
    if wanted.status in STATUSES:
        statement = statement.where(Partner.status == PartnerStatus(wanted.status))
    if wanted.category in KINDS:
        kind = RelationshipKind(wanted.category)
        tied = select(Relationship.partner_id).where(current(), Relationship.kind == kind)
        statement = statement.where(Partner.id.in_(tied))
    if wanted.text.strip():
        statement = statement.where(_searched(wanted.text))
    if wanted.stalest_first:
        statement = statement.order_by(Partner.verified_at.is_not(None), Partner.verified_at)
    return statement.order_by(Partner.folded_name, Partner.id)


def _searched(text: str) -> ColumnElement[bool]:
    """By the words of its page, a piece of its name, or a telephone number or mail address that reaches it."""
    found = search.found_ids(search.terms_of(text), Visibility.STAFF, [SearchKind.PARTNER])
    named = Partner.folded_name.contains(fold(text), autoescape=True)
    reached = reached_by(text, Visibility.STAFF)
    known = or_(named, Partner.id.in_([row_id for _kind, row_id in found]))
    return known if reached is None else or_(known, reached)


def _desk_row(row: Any) -> DeskRow:
    return DeskRow(
        slug=row.slug,
        name=row.name,
        status=row.status,
        visibility=row.visibility,
        categories=kinds_of(row.kinds),
        verified_on=clock.local(row.verified_at).date() if row.verified_at else None,
    )
