"""Reading the directory: its cards, filtered and searched, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    bindparam,
    cast,
    literal,
    select,
    type_coerce,
    union_all,
)

from portal import clock
from portal.database import db
from portal.models.network.partners import (
    Municipality,
    Partner,
    Relationship,
    Site,
    Theme,
    partner_areas,
    partner_themes,
)
from portal.queries.base import search
from portal.queries.base.joined import apart, joined
from portal.queries.base.paging import slice_of
from portal.queries.base.phones import first_phone
from portal.queries.network.reached import reached_by
from portal.rules.base.names import in_order
from portal.rules.base.search_terms import search_terms
from portal.rules.base.states import PartnerStatus, RelationshipKind, SearchKind, Visibility
from portal.rules.base.visibility import levels
from portal.rules.library import synonyms

KINDS = tuple(RelationshipKind)
# Asked when a statement runs, so that statements can be put together once and kept.
TODAY: ColumnElement[date] = bindparam("today", callable_=clock.today, type_=Date())


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What a visitor asks of the directory; empty means any. Pages count from 1."""

    text: str = ""
    theme: str = ""
    commune: str = ""
    category: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """A partner as a list shows it; `communes` are those of its sites, or else of its area."""

    id: int
    slug: str
    name: str
    description: str
    categories: tuple[RelationshipKind, ...]
    communes: tuple[str, ...]
    phone: str
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class Facets:
    """What the directory can be narrowed to: codes and names in use, and the themes with all their words."""

    themes: tuple[tuple[str, str], ...]
    communes: tuple[tuple[str, str], ...]
    categories: tuple[RelationshipKind, ...]
    vocabulary: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the directory. `nearest` (slug and name) and `meant` help when nothing was found."""

    cards: tuple[PartnerCard, ...]
    total: int
    number: int
    last: int
    facets: Facets
    nearest: tuple[tuple[str, str], ...] = ()
    meant: str = ""


def listing(wanted: DirectoryFilter, reader: Visibility) -> Listing:
    """The cards this reader may see, by name, or by how well they answer `text`; at most four statements.

    A page past the last one gives the last one.
    """
    facets = _facets(reader)
    ids = _ids(wanted, reader, facets)
    if not ids:
        return _nothing_found(wanted, reader, facets)
    page = slice_of(len(ids), wanted.page)
    return Listing(tuple(cards(ids[page.start : page.end], reader)), len(ids), page.number, page.last, facets)


def cards(ids: Sequence[int], reader: Visibility) -> list[PartnerCard]:
    """The cards of these partners in this order, in one statement; the caller chose ids it may show."""
    rows = db.session.execute(_card_statement(reader), {"ids": ids}) if ids else ()
    found = {row.id: _card(row) for row in rows}
    return [found[row_id] for row_id in ids if row_id in found]


def listed(reader: Visibility) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which the directory shows a partner to this reader."""
    return (
        Partner.status == PartnerStatus.ACTIVE,
        Partner.individual.is_(False),
        Partner.visibility.in_(levels(reader)),
    )


def current() -> ColumnElement[bool]:
    """Whether a relationship runs today."""
    return (Relationship.starts_on <= TODAY) & (Relationship.ends_on.is_(None) | (Relationship.ends_on >= TODAY))


def kinds_of(rows: Sequence[Sequence[str]] | None) -> tuple[RelationshipKind, ...]:
    """The categories behind a joined column, once each, in the order of the glossary."""
    named = {kind for (kind,) in apart(rows)}
    return tuple(kind for kind in KINDS if kind.value in named)


def current_kinds() -> Any:
    """A column with the kinds of the partner's present relationships, for `kinds_of`."""
    return (
        joined(type_coerce(Relationship.kind, String))
        .where(Relationship.partner_id == Partner.id, current())
        .correlate(Partner)
        .scalar_subquery()
    )


def _ids(wanted: DirectoryFilter, reader: Visibility, facets: Facets) -> list[int]:
    conditions = [*listed(reader), *_narrowing(wanted)]
    if not wanted.text.strip():
        by_name = select(Partner.id).order_by(Partner.folded_name, Partner.id)
        return list(db.session.scalars(by_name.where(*conditions)))
    terms = search_terms(wanted.text, synonyms.groups(facets.vocabulary))
    best_first = search.matching(terms, SearchKind.PARTNER, Partner.id)
    found = list(db.session.scalars(best_first.where(*conditions))) if terms else []
    having = None if found else reached_by(wanted.text, reader)
    if having is None:
        return found
    return list(db.session.scalars(select(Partner.id).where(having, *conditions).order_by(Partner.folded_name)))


def reached(text: str, reader: Visibility) -> list[search.Hit]:
    """The partners that a telephone number or mail address reaches; no statement for any other words."""
    having = reached_by(text, reader)
    if having is None:
        return []
    shown = select(Partner.id, Partner.name, Partner.slug, Partner.description).where(having, *listed(reader))
    rows = db.session.execute(shown.order_by(Partner.folded_name).limit(search.SHOWN))
    return [search.Hit(SearchKind.PARTNER, *row) for row in rows]


def _narrowing(wanted: DirectoryFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.theme:
        of_theme = select(partner_themes.c.partner_id).join(Theme).where(Theme.code == wanted.theme)
        yield Partner.id.in_(of_theme)
    if wanted.commune:
        yield _in_commune(wanted.commune)
    if wanted.category in KINDS:
        tied = select(Relationship.partner_id).where(current())
        yield Partner.id.in_(tied.where(Relationship.kind == RelationshipKind(wanted.category)))


def _in_commune(nis: str) -> ColumnElement[bool]:
    sites = select(Site.partner_id).where(Site.municipality_nis == nis)
    areas = select(partner_areas.c.partner_id).where(partner_areas.c.municipality_nis == nis)
    return Partner.id.in_(sites) | Partner.id.in_(areas)


def _facets(reader: Visibility) -> Facets:
    rows = db.session.execute(_facet_statement(reader)).all()
    used = sorted((row for row in rows if row.used), key=lambda row: _alphabetical(row.label))
    present = {row.code for row in used if row.facet == "category"}
    return Facets(
        themes=tuple((row.code, row.label) for row in used if row.facet == "theme"),
        communes=tuple((row.code, row.label) for row in used if row.facet == "commune"),
        categories=tuple(kind for kind in KINDS if kind.value in present),
        vocabulary=tuple((row.label, row.synonyms) for row in rows if row.facet == "theme"),
    )


@lru_cache(maxsize=512)
def _alphabetical(label: str) -> str:
    return in_order(label)


@lru_cache(maxsize=3)
def _facet_statement(reader: Visibility) -> CompoundSelect[Any, Any, Any, Any, Any]:
    shown = select(literal(1)).select_from(Partner).where(*listed(reader))
    themed = partner_themes.c
    helping = shown.join(partner_themes, themed.partner_id == Partner.id).where(themed.theme_id == Theme.id)
    sites = shown.join(Site, Site.partner_id == Partner.id).where(Site.municipality_nis == Municipality.nis)
    area = partner_areas.c
    areas = shown.join(partner_areas, area.partner_id == Partner.id).where(area.municipality_nis == Municipality.nis)
    tied = select(Relationship.kind).join(Partner).where(*listed(reader), current())
    kind = type_coerce(tied.distinct().subquery().c.kind, String)
    themes = select(
        _name("theme").label("facet"),
        Theme.code.label("code"),
        Theme.label.label("label"),
        Theme.synonyms.label("synonyms"),
        helping.exists().label("used"),
    )
    communes = select(_name("commune"), Municipality.nis, Municipality.name, _name(""), literal(True))
    categories = select(_name("category"), kind, kind, _name(""), literal(True))
    return union_all(themes, communes.where(sites.exists() | areas.exists()), categories)


def _name(text: str) -> Any:
    return cast(literal(text), String)


def _nothing_found(wanted: DirectoryFilter, reader: Visibility, facets: Facets) -> Listing:
    """An empty page that knows the nearest names and words."""
    if not wanted.text.strip():
        return Listing((), 0, 1, 1, facets)
    named = select(Partner.slug, Partner.name).where(*listed(reader)).order_by(Partner.folded_name)
    slugs = {row.name: row.slug for row in db.session.execute(named)}
    near = search.nearest(wanted.text, list(slugs))
    words = [word for pair in facets.vocabulary for word in pair] + list(slugs)
    meant = search.did_you_mean(wanted.text, words)
    return Listing((), 0, 1, 1, facets, tuple((slugs[name], name) for name in near), meant)


@lru_cache(maxsize=3)
def _card_statement(reader: Visibility) -> Select[Any, Any, Any, Any, Any, Any, Any, Any, Any]:
    of_sites = (
        joined(Municipality.name)
        .join(Site, Site.municipality_nis == Municipality.nis)
        .where(Site.partner_id == Partner.id)
    )
    of_area = (
        joined(Municipality.name)
        .join(partner_areas, partner_areas.c.municipality_nis == Municipality.nis)
        .where(partner_areas.c.partner_id == Partner.id)
    )
    return select(
        Partner.id,
        Partner.slug,
        Partner.name,
        Partner.description,
        Partner.verified_at,
        current_kinds().label("kinds"),
        of_sites.correlate(Partner).scalar_subquery().label("sites"),
        of_area.correlate(Partner).scalar_subquery().label("area"),
        first_phone(reader).label("phone"),
    ).where(Partner.id.in_(bindparam("ids", expanding=True)))


def _card(row: Any) -> PartnerCard:
    return PartnerCard(
        id=row.id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        categories=kinds_of(row.kinds),
        communes=tuple(sorted({name for (name,) in apart(row.sites) or apart(row.area)}, key=_alphabetical)),
        phone=row.phone or "",
        verified_on=clock.local(row.verified_at).date() if row.verified_at else None,
    )
