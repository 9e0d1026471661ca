"""The places of the header's menu, and which of them an address belongs to."""

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

from flask import request, url_for
from flask_babel import gettext as _

from portal.web.base.page.sentences import language
from portal.web.base.request.access import viewer

AGENDA, TOOLKITS, DIRECTORY, SEARCH = "sessions.agenda", "toolkits.index", "directory.index", "search.find"
MY_PARTNER, MY_REGISTRATIONS, TEACHING, DESK = (
    "my_partner.show",
    "my_registrations.index",
    "teaching.index",
    "desk.show",
)
# What is done in the room and after it: the trainer's, and staff's where the viewer teaches nothing.
AT_A_SESSION = "participants|arrivee|cloture|messages|appels|evaluation|questions|code|declarees|fichiers|feuilles"
ROOM = rf"/seances/[^/]+/({AT_A_SESSION})|/inscriptions/\d+/(place|resultat)"
# By address, which stays when code moves; of the places shown, a page belongs to the first that claims its address.
BELONGS = {
    TEACHING: rf"/mes-seances\b|{ROOM}",
    DESK: rf"/gestion\b|{ROOM}",
    AGENDA: r"/$|/formations\b|/seances/[^/]+(/inscription)?$",
    TOOLKITS: r"/boite-a-outils\b|/fiches\b",
    DIRECTORY: r"/annuaire\b",
    SEARCH: r"/recherche\b",
    MY_PARTNER: r"/mon-association\b|/associations\b|/personnes\b|/inscriptions/\d+/(annuler|nommer|remplacer)",
    MY_REGISTRATIONS: r"/mes-(inscriptions|heures)\b",
}


@dataclass(frozen=True, slots=True)
class Place:
    """An item of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an item of the navigation leads."""

    endpoint: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Roles:
    """What decides which places are shown: the same few combinations over and over."""

    with_partner: bool
    signed_in: bool
    teaches: bool
    manages: bool


def place_of(path: str, shown: Container[str]) -> str:
    """The endpoint of the place, among those shown, that an address belongs to; empty where it is nobody's."""
    return next((place for place, pattern in BELONGS.items() if place in shown and re.match(pattern, path)), "")


def navigation() -> tuple[Place, ...]:
    """The places this viewer may go to, the present one marked."""
    actor = viewer()
    roles = Roles(
        with_partner=bool(actor.coordinates or actor.belongs_to),
        signed_in=actor.signed_in,
        teaches=bool(actor.teaches),
        manages=actor.manages,
    )
    places = _places(roles, language())
    here = place_of(request.path, [place.endpoint for place in places])
    return tuple(Place(place.label, place.url, place.endpoint == here) for place in places)


@lru_cache(maxsize=64)
def _places(roles: Roles, _language: str) -> tuple[Destination, ...]:
    places = {
        AGENDA: _("Formations"),
        TOOLKITS: _("Boîte à outils"),
        DIRECTORY: _("Annuaire"),
        SEARCH: _("Chercher"),
    }
    if roles.with_partner:
        places[MY_PARTNER] = _("Mon association")
    if roles.signed_in:
        places[MY_REGISTRATIONS] = _("Mes inscriptions")
    if roles.teaches:
        places[TEACHING] = _("Mes séances")
    if roles.manages:
        places[DESK] = _("Gestion")
    return tuple(Destination(endpoint, text, url_for(endpoint)) for endpoint, text in places.items())
