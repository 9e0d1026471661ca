"""Reading partners as the lists of the directory show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    bindparam,
    select,
    type_coerce,
)

from portal import clock
from portal.database import rows
from portal.database.reading import one_of
from portal.database.rows import AnySelect
from portal.models.network.partners import (
    Municipality,
    Partner,
    Relationship,
    Site,
    partner_areas,
)
from portal.queries.base.joined import joined
from portal.queries.base.phones import first_phone
from portal.rules.base.names import in_order
from portal.rules.base.states import PartnerStatus, RelationshipKind, Visibility
from portal.rules.base.visibility import levels

KINDS = tuple(RelationshipKind)
# Asked when a statement runs, so that statements can be put together once and kept.
TODAY: ColumnElement[date] = bindparam("today", callable_=clock.today, type_=Date())


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


def cards(ids: Sequence[int], reader: Visibility) -> list[PartnerCard]:
    """The cards of these partners in this order, in one statement; the caller chose ids it may show."""
    found = {row.id: card_of_row(row) for row in rows(_card_statement(reader), ids=ids)} if ids else {}
    return [found[row_id] for row_id in ids if row_id in found]


def listed(reader: Visibility) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which the directory shows a partner to this reader."""
    return (
        Partner.status == PartnerStatus.ACTIVE,
        Partner.individual.is_(False),
        one_of(Partner.visibility, levels(reader)),
    )


def current() -> ColumnElement[bool]:
    """Whether a relationship runs today."""
    return (Relationship.starts_on <= TODAY) & (Relationship.ends_on.is_(None) | (Relationship.ends_on >= TODAY))


def kinds_of(tied: Sequence[Sequence[str]] | None) -> tuple[RelationshipKind, ...]:
    """The categories behind a joined column, once each, in the order of the glossary."""
    return _in_glossary_order(frozenset(kind for (kind,) in tied or ()))


@cache
def _in_glossary_order(named: frozenset[str]) -> tuple[RelationshipKind, ...]:
    return tuple(kind for kind in KINDS if kind.value in named)


def current_kinds() -> Any:
    """A column with the kinds of the partner's present relationships, for `kinds_of`."""
    return (
        joined(type_coerce(Relationship.kind, String))
        .where(Relationship.partner_id == Partner.id, current())
        .correlate(Partner)
        .scalar_subquery()
    )


@lru_cache(maxsize=3)
def _card_statement(reader: Visibility) -> AnySelect:
    return card_columns(reader).where(Partner.id.in_(bindparam("ids", expanding=True)))


def card_columns(reader: Visibility) -> AnySelect:
    """The columns of a card, for `card_of_row`, without a condition."""
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
    )


def card_of_row(row: Any) -> PartnerCard:
    """The card behind a row of `card_columns`."""
    return PartnerCard(
        id=row.id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        categories=kinds_of(row.kinds),
        communes=_by_name(frozenset(name for (name,) in row.sites or row.area or ())),
        phone=row.phone or "",
        verified_on=clock.local(row.verified_at).date() if row.verified_at else None,
    )


@lru_cache(maxsize=1024)
def _by_name(communes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(communes, key=in_order))
