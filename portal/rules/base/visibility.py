"""Who may read which field: the one place that decides, for pages, the search index and every export.

Three levels: everybody, the network (signed in and acting for a partner, giving sessions, or staff), staff.
A hidden address is for nobody: it stays in the staff's own form.
"""

from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from portal.rules.base.permissions import Actor
from portal.rules.base.states import AddressVisibility, Visibility

_UP_TO = {
    Visibility.PUBLIC: (Visibility.PUBLIC,),
    Visibility.NETWORK: (Visibility.PUBLIC, Visibility.NETWORK),
    Visibility.STAFF: (Visibility.PUBLIC, Visibility.NETWORK, Visibility.STAFF),
}
_ADDRESS = {AddressVisibility.PUBLIC: Visibility.PUBLIC, AddressVisibility.NETWORK: Visibility.NETWORK}


class HasVisibility(Protocol):
    """Anything that says who may read it."""

    @property
    def visibility(self) -> Visibility:
        """The level it is kept for."""


Kept = TypeVar("Kept", bound=HasVisibility)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A place where a partner receives its public. Shown only after `site_for`."""

    id: int
    label: str
    street: str
    postcode: str
    nis: str
    municipality: str
    address_visibility: AddressVisibility
    opening_hours: str
    access_notes: str


def clearance(actor: Actor) -> Visibility:
    """The highest level this actor reads. Roles held back by the second factor give nothing."""
    if actor.manages:
        return Visibility.STAFF
    acts = bool(actor.belongs_to or actor.coordinates or actor.teaches)
    return Visibility.NETWORK if actor.signed_in and acts else Visibility.PUBLIC


def levels(reader: Visibility) -> tuple[Visibility, ...]:
    """Every level that a reader of this clearance may read."""
    return _UP_TO[reader]


def readable(kept: list[Kept], reader: Visibility) -> list[Kept]:
    """Those that a reader of this clearance may read, in the same order."""
    return [one for one in kept if one.visibility in _UP_TO[reader]]


def address_readable(address: AddressVisibility, reader: Visibility) -> bool:
    """Whether a reader of this clearance may read the address; a hidden one is for nobody, staff included."""
    return _ADDRESS.get(address) in _UP_TO[reader]


def site_for(site: SiteFacts, reader: Visibility) -> SiteFacts:
    """The site as this reader may see it: without street, postcode and access where the address is kept.

    The commune stays, for it says whom the service is for. The name of a hidden site goes too: it could tell
    the street or the quarter.
    """
    if address_readable(site.address_visibility, reader):
        return site
    hidden = site.address_visibility is AddressVisibility.HIDDEN
    label = "" if hidden else site.label
    hours = "" if hidden else site.opening_hours
    return replace(site, label=label, street="", postcode="", access_notes="", opening_hours=hours)
