"""« Vers qui orienter » : the partners for a sheet's themes, live from the directory.

Nothing of a partner is copied into a sheet: what the directory says today is what the reader gets.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import Any

from sqlalchemy import Row, String, or_, select, type_coerce

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
from portal.queries.base.joined import apart, joined
from portal.queries.base.phones import first_phone
from portal.rules.base.names import in_order
from portal.rules.base.states import AddressVisibility, PartnerStatus, RelationshipKind, Visibility
from portal.rules.base.visibility import levels

MOST = 8


@dataclass(frozen=True, slots=True)
class Referral:
    """A partner as a sheet names it. `communes` are pairs of NIS code and name."""

    slug: str
    name: str
    kinds: tuple[RelationshipKind, ...]
    phone: str
    verified_at: datetime | None
    themes: frozenset[str]
    communes: frozenset[tuple[str, ...]]

    @property
    def days_unconfirmed(self) -> float:
        """Days of the calendar since its card was confirmed (a page changes at midnight); endless when never."""
        return (clock.today() - clock.local(self.verified_at).date()).days if self.verified_at else inf

    def serves(self, nis: str) -> bool:
        """Whether it works in the commune."""
        return any(code == nis for code, _name in self.communes)


@dataclass(frozen=True, slots=True)
class Orientation:
    """The block of one sheet, as the directory stood on `as_of`; `more` partners are there and not here."""

    partners: tuple[Referral, ...]
    more: int
    communes: tuple[tuple[str, ...], ...]
    nis: str
    commune: str
    as_of: date


def orientation(found: Iterable[Referral], theme_codes: Collection[str], nis: str = "") -> Orientation:
    """The partners for these themes; `nis` keeps those of a commune, unless nobody works there.

    First those with most of the themes, then the most recently confirmed; else the order of `found`.
    """
    fitting = [one for one in found if not one.themes.isdisjoint(theme_codes)]
    of_theme = sorted(fitting, key=lambda one: (-len(one.themes.intersection(theme_codes)), one.days_unconfirmed))
    communes = sorted({pair for one in of_theme for pair in one.communes}, key=lambda pair: in_order(pair[1]))
    names = {code: name for code, name in communes}
    here = nis if nis in names else ""
    shown = [one for one in of_theme if not here or one.serves(here)]
    return Orientation(
        partners=tuple(shown[:MOST]),
        more=max(len(shown) - MOST, 0),
        communes=tuple(communes),
        nis=here,
        commune=names.get(here, ""),
        as_of=clock.today(),
    )


def referrals(theme_codes: Collection[str], reader: Visibility) -> list[Referral]:
    """The active partners with one of the themes that this reader may see, by name; one statement."""
    for_themes = (
        select(partner_themes.c.partner_id)
        .join(Theme, Theme.id == partner_themes.c.theme_id)
        .where(Theme.code.in_(theme_codes))
    )
    rows = db.session.execute(
        _columns(reader)
        .where(Partner.status == PartnerStatus.ACTIVE, ~Partner.individual)
        .where(Partner.visibility.in_(levels(reader)), Partner.id.in_(for_themes))
        .order_by(Partner.folded_name, Partner.id)
    )
    return [_referral(row) for row in rows]


def _columns(reader: Visibility) -> Any:
    return select(
        Partner.slug,
        Partner.name,
        Partner.verified_at,
        first_phone(reader).label("phone"),
        _of_partner(_current_kinds()).label("kinds"),
        _of_partner(_theme_codes()).label("themes"),
        _of_partner(_areas()).label("areas"),
        _of_partner(_towns()).label("towns"),
    )


def _of_partner(statement: Any) -> Any:
    return statement.correlate(Partner).scalar_subquery()


def _current_kinds() -> Any:
    today = clock.today()
    running = or_(Relationship.ends_on.is_(None), Relationship.ends_on >= today)
    kinds = joined(type_coerce(Relationship.kind, String))
    return kinds.where(Relationship.partner_id == Partner.id, Relationship.starts_on <= today, running)


def _theme_codes() -> Any:
    codes = joined(Theme.code).join(partner_themes, partner_themes.c.theme_id == Theme.id)
    return codes.where(partner_themes.c.partner_id == Partner.id)


def _areas() -> Any:
    names = joined(Municipality.nis, Municipality.name)
    areas = names.join(partner_areas, partner_areas.c.municipality_nis == Municipality.nis)
    return areas.where(partner_areas.c.partner_id == Partner.id)


def _towns() -> Any:
    """Where it receives people; the place of a hidden address says nothing here."""
    names = joined(Municipality.nis, Municipality.name)
    towns = names.join(Site, Site.municipality_nis == Municipality.nis)
    return towns.where(Site.partner_id == Partner.id, Site.address_visibility != AddressVisibility.HIDDEN)


def _referral(row: Row[Any]) -> Referral:
    kinds = {RelationshipKind(kind) for (kind,) in apart(row.kinds)}
    return Referral(
        slug=row.slug,
        name=row.name,
        kinds=tuple(kind for kind in RelationshipKind if kind in kinds),
        phone=row.phone or "",
        verified_at=row.verified_at,
        themes=frozenset(code for (code,) in apart(row.themes)),
        communes=frozenset(apart(row.areas)) | frozenset(apart(row.towns)),
    )
