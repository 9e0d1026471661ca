"""The places of the header's menu, and which of them an address belongs to."""

import re
from collections.abc import Container
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from portal.web.base.request.access import viewer

AGENDA, TOOLKITS, DIRECTORY, SEARCH = "sessions.agenda", "toolkits.index", "directory.index", "search.find"
MY_PARTNER, MY_REGISTRATIONS, TEACHING, DESK = (
    "my_partner.show",
    "my_registrations.index",
    "teaching.index",
    "desk.show",
)
# What is done in the room and after it: the trainer's, and staff's where the viewer teaches nothing.
ROOM = r"/seances/[^/]+/(participants|arrivee|cloture|messages)|/inscriptions/\d+/(place|resultat)"
# By address, which stays when code moves; of the places shown, a page belongs to the first that claims its address.
BELONGS = {
    TEACHING: rf"/mes-seances\b|{ROOM}",
    DESK: rf"/gestion\b|{ROOM}",
    AGENDA: r"/$|/formations\b|/seances/[^/]+(/inscription)?$",
    TOOLKITS: r"/boite-a-outils\b|/fiches\b",
    DIRECTORY: r"/annuaire\b",
    SEARCH: r"/recherche\b",
    MY_PARTNER: r"/mon-association\b|/associations\b|/personnes\b|/inscriptions/\d+/(annuler|nommer|remplacer)",
    MY_REGISTRATIONS: r"/mes-inscriptions\b",
}


@dataclass(frozen=True, slots=True)
class Place:
    """An item of the navigation."""

    label: str
    url: str
    current: bool


def place_of(path: str, shown: Container[str]) -> str:
    """The endpoint of the place, among those shown, that an address belongs to; empty where it is nobody's."""
    return next((place for place, pattern in BELONGS.items() if place in shown and re.match(pattern, path)), "")


def navigation() -> list[Place]:
    """The places this viewer may go to, the present one marked."""
    actor = viewer()
    places = {
        AGENDA: _("Formations"),
        TOOLKITS: _("Boîte à outils"),
        DIRECTORY: _("Annuaire"),
        SEARCH: _("Chercher"),
    }
    if actor.coordinates or actor.belongs_to:
        places[MY_PARTNER] = _("Mon association")
    if actor.signed_in:
        places[MY_REGISTRATIONS] = _("Mes inscriptions")
    if actor.teaches:
        places[TEACHING] = _("Mes séances")
    if actor.manages:
        places[DESK] = _("Gestion")
    here = place_of(request.path, places)
    return [Place(text, url_for(endpoint), endpoint == here) for endpoint, text in places.items()]
