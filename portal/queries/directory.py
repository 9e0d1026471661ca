"""Reading the directory: its cards, filtered and searched, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select, type_coerce, union_all

from portal import clock
from portal.database import db
from portal.models.partners import (
    Contact,
    Municipality,
    Partner,
    Relationship,
    Site,
    Theme,
    partner_areas,
    partner_themes,
)
from portal.queries import search
from portal.rules import synonyms
from portal.rules.search_terms import search_terms, words_of
from portal.rules.states import PartnerStatus, RelationshipKind, SearchKind, Visibility
from portal.rules.visibility import levels

PER_PAGE = 50
SEPARATOR = "|"
KINDS = tuple(RelationshipKind)


@dataclass(frozen=True, slots=True)
class Wanted:
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


def listing(wanted: Wanted, reader: Visibility) -> Listing:
    """The cards this reader may see, by name, or by how well they answer `text`; at most four statements.

    A page past the last one gives the last one.
    """
    facets = _facets(reader)
    ids = _ids(wanted, reader, facets)
    last = max(-(-len(ids) // PER_PAGE), 1)
    number = min(max(wanted.page, 1), last)
    if not ids:
        return _nothing_found(wanted, reader, facets)
    start = (number - 1) * PER_PAGE
    return Listing(tuple(cards(ids[start : start + PER_PAGE], reader)), len(ids), number, last, facets)


def cards(ids: Sequence[int], reader: Visibility) -> list[PartnerCard]:
    """The cards of these partners in this order, in one statement; the caller chose ids it may show."""
    rows = db.session.execute(_card_columns(reader).where(Partner.id.in_(ids))) if ids else ()
    found = {row.id: _card(row) for row in rows}
    return [found[row_id] for row_id in ids if row_id in found]


def listed(reader: Visibility) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which the directory shows a partner to this reader."""
    return (
        Partner.status == PartnerStatus.ACTIVE,
        Partner.individual.is_(False),
        Partner.visibility.in_(levels(reader)),
    )


def current(today: date) -> ColumnElement[bool]:
    """Whether a relationship runs on that day."""
    return (Relationship.starts_on <= today) & (
        Relationship.ends_on.is_(None) | (Relationship.ends_on >= today)
    )


def kinds_of(joined: str | None) -> tuple[RelationshipKind, ...]:
    """The categories behind an aggregated column, once each, in the order of the glossary."""
    named = set((joined or "").split(SEPARATOR))
    return tuple(kind for kind in KINDS if kind.value in named)


def current_kinds() -> Any:
    """A column with the kinds of the partner's present relationships, for `kinds_of`."""
    return (
        select(func.aggregate_strings(type_coerce(Relationship.kind, String), SEPARATOR))
        .where(Relationship.partner_id == Partner.id, current(clock.today()))
        .correlate(Partner)
        .scalar_subquery()
    )


def _shown(reader: Visibility) -> Select[int]:
    return select(Partner.id).where(*listed(reader)).order_by(Partner.folded_name, Partner.id)


def _ids(wanted: Wanted, reader: Visibility, facets: Facets) -> list[int]:
    statement = _narrowed(wanted, reader)
    if not wanted.text.strip():
        return list(db.session.scalars(statement))
    terms = search_terms(wanted.text, synonyms.groups(facets.vocabulary))
    found = [row_id for _kind, row_id in search.found_ids(terms, reader, [SearchKind.PARTNER])]
    if not found:
        return []
    kept = set(db.session.scalars(statement.where(Partner.id.in_(found))))
    return [row_id for row_id in found if row_id in kept]


def _narrowed(wanted: Wanted, reader: Visibility) -> Select[int]:
    statement = _shown(reader)
    if wanted.theme:
        of_theme = select(partner_themes.c.partner_id).join(Theme).where(Theme.code == wanted.theme)
        statement = statement.where(Partner.id.in_(of_theme))
    if wanted.commune:
        statement = statement.where(_in_commune(wanted.commune))
    if wanted.category in KINDS:
        tied = select(Relationship.partner_id).where(current(clock.today()))
        of_kind = tied.where(Relationship.kind == RelationshipKind(wanted.category))
        statement = statement.where(Partner.id.in_(of_kind))
    return statement


def _in_commune(nis: str) -> ColumnElement[bool]:
    sites = select(Site.partner_id).where(Site.municipality_nis == nis)
    areas = select(partner_areas.c.partner_id).where(partner_areas.c.municipality_nis == nis)
    return Partner.id.in_(sites) | Partner.id.in_(areas)


def _facets(reader: Visibility) -> Facets:
    rows = db.session.execute(union_all(*_facet_statements(reader))).all()
    used = sorted((row for row in rows if row.used), key=lambda row: words_of(row.label))
    present = {row.code for row in used if row.facet == "category"}
    return Facets(
        themes=tuple((row.code, row.label) for row in used if row.facet == "theme"),
        communes=tuple((row.code, row.label) for row in used if row.facet == "commune"),
        categories=tuple(kind for kind in KINDS if kind.value in present),
        vocabulary=tuple((row.label, row.synonyms) for row in rows if row.facet == "theme"),
    )


def _facet_statements(reader: Visibility) -> tuple[Select[Any, Any, Any, Any, Any], ...]:
    shown = select(Partner.id).where(*listed(reader))
    helping = select(partner_themes.c.theme_id).where(partner_themes.c.partner_id.in_(shown))
    sites = select(Site.municipality_nis).where(Site.partner_id.in_(shown))
    areas = select(partner_areas.c.municipality_nis).where(partner_areas.c.partner_id.in_(shown))
    tied = select(Relationship.kind).where(Relationship.partner_id.in_(shown), current(clock.today()))
    kind = type_coerce(tied.distinct().subquery().c.kind, String)
    present = Municipality.nis.in_(sites) | Municipality.nis.in_(areas)
    return (
        select(
            _name("theme").label("facet"),
            Theme.code.label("code"),
            Theme.label.label("label"),
            Theme.synonyms.label("synonyms"),
            Theme.id.in_(helping).label("used"),
        ),
        select(_name("commune"), Municipality.nis, Municipality.name, _name(""), present).where(present),
        select(_name("category"), kind, kind, _name(""), literal(True)),
    )


def _name(text: str) -> Any:
    return cast(literal(text), String)


def _nothing_found(wanted: Wanted, reader: Visibility, facets: Facets) -> Listing:
    """An empty page that knows the nearest names and words."""
    if not wanted.text.strip():
        return Listing((), 0, 1, 1, facets)
    named = select(Partner.slug, Partner.name).where(*listed(reader)).order_by(Partner.folded_name)
    slugs = {row.name: row.slug for row in db.session.execute(named)}
    near = search.nearest(wanted.text, list(slugs))
    words = [word for pair in facets.vocabulary for word in pair] + list(slugs)
    meant = search.did_you_mean(wanted.text, words)
    return Listing((), 0, 1, 1, facets, tuple((slugs[name], name) for name in near), meant)


def _card_columns(reader: Visibility) -> Select[Any, Any, Any, Any, Any, Any, Any, Any, Any]:
    of_sites = (
        select(func.aggregate_strings(Municipality.name, SEPARATOR))
        .select_from(Site)
        .join(Municipality, Municipality.nis == Site.municipality_nis)
        .where(Site.partner_id == Partner.id)
    )
    of_area = (
        select(func.aggregate_strings(Municipality.name, SEPARATOR))
        .select_from(partner_areas)
        .join(Municipality, Municipality.nis == partner_areas.c.municipality_nis)
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
        _phone(reader).label("phone"),
    )


def _phone(reader: Visibility) -> Any:
    """The first number this reader may have, a function's before a person's."""
    return (
        select(Contact.phone)
        .where(Contact.partner_id == Partner.id, Contact.visibility.in_(levels(reader)))
        .where(Contact.phone != "", Contact.left_on.is_(None) | (Contact.left_on > clock.today()))
        .order_by(type_coerce(Contact.kind, String).desc(), Contact.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )


def _card(row: Any) -> PartnerCard:
    return PartnerCard(
        id=row.id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        categories=kinds_of(row.kinds),
        communes=tuple(sorted(set((row.sites or row.area or "").split(SEPARATOR)) - {""})),
        phone=row.phone or "",
        verified_on=clock.local(row.verified_at).date() if row.verified_at else None,
    )
