"""Reading the directory: its cards, filtered and searched, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    bindparam,
    cast,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from portal.database import db, rows
from portal.database.rows import AnySelect
from portal.models.network.partners import (
    Municipality,
    Partner,
    Relationship,
    Site,
    Theme,
    partner_areas,
    partner_themes,
)
from portal.queries.base import near_words, search
from portal.queries.base.paging import ON_A_PAGE, slice_of
from portal.queries.network.partner_cards import KINDS, PartnerCard, card_columns, card_of_row, cards, current, listed
from portal.queries.network.reached import reached_by
from portal.rules.base.names import in_order
from portal.rules.base.states import RelationshipKind, SearchKind, Visibility


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What a visitor asks of the directory; empty means any. Pages count from 1."""

    text: str = ""
    theme: str = ""
    commune: str = ""
    category: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Facets:
    """What the directory can be narrowed to: codes and names in use."""

    themes: tuple[tuple[str, str], ...]
    communes: tuple[tuple[str, str], ...]
    categories: tuple[RelationshipKind, ...]


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
    """The cards this reader may see, by name, or by how well they answer `text`; at most eight statements.

    A page past the last one gives the last one.
    """
    facets = _facets(reader)
    if not wanted.text.strip():
        return _browsed(wanted, reader, facets)
    ids = _ids(wanted, reader)
    if not ids:
        return _nothing_found(wanted, reader, facets)
    page = slice_of(len(ids), wanted.page)
    return Listing(tuple(cards(ids[page.start : page.end], reader)), len(ids), page.number, page.last, facets)


def _ids(wanted: DirectoryFilter, reader: Visibility) -> list[int]:
    conditions = (*listed(reader), *_narrowing(wanted))
    found = search.ids_among(search.terms_of(wanted.text), reader, Partner.id, conditions)
    having = None if found else reached_by(wanted.text, reader)
    if having is None:
        return found
    return list(db.session.scalars(select(Partner.id).where(having, *conditions).order_by(Partner.folded_name)))


def reached(text: str, reader: Visibility) -> tuple[search.Hit, ...]:
    """The partners that a telephone number or mail address reaches; no statement for any other words."""
    having = reached_by(text, reader)
    if having is None:
        return ()
    shown = select(Partner.id, Partner.name, Partner.slug, Partner.description).where(having, *listed(reader))
    found = db.session.execute(shown.order_by(Partner.folded_name).limit(search.SHOWN))
    return tuple(search.Hit(SearchKind.PARTNER, *row) for row in found)


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
    found = rows(_facet_statement(reader))
    used = sorted((row for row in found if row.used), key=lambda row: in_order(row.label))
    present = {row.code for row in used if row.facet == "category"}
    return Facets(
        themes=tuple((row.code, row.label) for row in used if row.facet == "theme"),
        communes=tuple((row.code, row.label) for row in used if row.facet == "commune"),
        categories=tuple(kind for kind in KINDS if kind.value in present),
    )


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
        helping.exists().label("used"),
    )
    communes = select(_name("commune"), Municipality.nis, Municipality.name, literal(True))
    categories = select(_name("category"), kind, kind, literal(True))
    return union_all(themes, communes.where(sites.exists() | areas.exists()), categories)


def _name(text: str) -> Any:
    return cast(literal(text), String)


def _browsed(wanted: DirectoryFilter, reader: Visibility, facets: Facets) -> Listing:
    """A page by name: one statement; a second one gives the last page for a number past it."""
    narrowing = tuple(_narrowing(wanted))
    statement = _page_by_name(reader, narrowing) if narrowing else _whole_by_name(reader)
    found, page = rows(statement, most=ON_A_PAGE, before=_before(wanted.page)), wanted.page
    if not found and wanted.page > 1:
        page = slice_of(_total(reader, narrowing), wanted.page).number
        found = rows(statement, most=ON_A_PAGE, before=_before(page))
    total = found[0].total if found else 0
    return Listing(tuple(map(card_of_row, found)), total, page if total else 1, slice_of(total, page).last, facets)


def _before(page: int) -> int:
    return (max(page, 1) - 1) * ON_A_PAGE


def _total(reader: Visibility, narrowing: tuple[ColumnElement[bool], ...]) -> int:
    return int(rows(select(_number_of(reader, narrowing)))[0][0])


def _number_of(reader: Visibility, narrowing: tuple[ColumnElement[bool], ...]) -> Any:
    counted = select(func.count()).select_from(Partner).where(*listed(reader), *narrowing)
    return counted.correlate(None).scalar_subquery().label("total")


@lru_cache(maxsize=3)
def _whole_by_name(reader: Visibility) -> AnySelect:
    return _page_by_name(reader, ())


def _page_by_name(reader: Visibility, narrowing: tuple[ColumnElement[bool], ...]) -> AnySelect:
    """The cards of one page (`most` of them after `before`), each with the number of all."""
    order = (Partner.folded_name, Partner.id)
    chosen = select(Partner.id).where(*listed(reader), *narrowing).order_by(*order)
    page = chosen.limit(bindparam("most")).offset(bindparam("before")).correlate(None)
    columns = card_columns(reader).add_columns(_number_of(reader, narrowing))
    return columns.where(Partner.id.in_(page)).order_by(*order)


def _nothing_found(wanted: DirectoryFilter, reader: Visibility, facets: Facets) -> Listing:
    """An empty page that knows the nearest names, and words that find."""
    named = select(Partner.slug, Partner.name).where(*listed(reader)).order_by(Partner.folded_name)
    slugs = {row.name: row.slug for row in db.session.execute(named)}
    near = near_words.nearest(wanted.text, list(slugs))
    meant = search.search(wanted.text, reader, [SearchKind.PARTNER]).meant
    return Listing((), 0, 1, 1, facets, tuple((slugs[name], name) for name in near), meant)
