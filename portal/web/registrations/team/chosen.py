"""For which association a page of *Mon association* is, and where its neighbours are."""

from dataclasses import dataclass

from flask import request

from portal.queries.registrations import my_partner
from portal.queries.registrations.my_partner import PartnerName
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound
from portal.web.base.request.access import allow, viewer


@dataclass(frozen=True, slots=True)
class Place:
    """The association of the page, and the others that its reader belongs to, one press away."""

    partner: PartnerName
    others: tuple[PartnerName, ...]


def partner_seen() -> PartnerName:
    """The association asked for (`association`), the first of one's own where none is. Raises NotFound."""
    slug = request.values.get("association", "")
    if slug:
        return my_partner.partner_by_slug(viewer(), slug)
    mine = my_partner.belonging(viewer())
    if not mine:
        raise NotFound
    return mine[0]


def partner_acted_for() -> PartnerName:
    """The association asked for, the first that the viewer registers people for where none is. Raises NotFound."""
    slug = request.values.get("association", "")
    if slug:
        partner = my_partner.partner_by_slug(viewer(), slug)
        allow(Action.REGISTER, partner_id=partner.id)
        return partner
    acting = [one for one in my_partner.belonging(viewer()) if one.id in viewer().coordinates]
    if not acting:
        raise NotFound
    return acting[0]


def place_acted_for() -> Place:
    """Where a page stands that registers people, read at once. Raises NotFound."""
    mine, slug = my_partner.belonging(viewer()), request.values.get("association", "")
    acting = [one for one in mine if one.id in viewer().coordinates and slug in ("", one.slug)]
    partner = acting[0] if acting else partner_acted_for()
    return Place(partner, tuple(one for one in mine if one.id != partner.id))


def place(partner: PartnerName) -> Place:
    """Where the page stands."""
    others = tuple(other for other in my_partner.belonging(viewer()) if other.id != partner.id)
    return Place(partner, others)
