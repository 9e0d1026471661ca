"""What every template may use: the viewer, the navigation, the formats of dates."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from jinja2 import StrictUndefined
from markupsafe import Markup

from portal.documents.base.style_sheets import STYLE_SHEETS
from portal.documents.library import markdown
from portal.rules.base import dates
from portal.rules.base.permissions import Action, can
from portal.rules.base.phones import dial
from portal.settings import current_settings
from portal.web.base.page.labels import label
from portal.web.base.page.problems import problems_of
from portal.web.base.page.team_history import in_words
from portal.web.base.page.time_left import time_left
from portal.web.base.request.access import viewer

FILTERS = {
    "date_long": dates.date_long,
    "date_medium": dates.date_medium,
    "date_short": dates.date_short,
    "month_long": dates.month_long,
    "month_abbr": dates.month_abbr,
    "day_name": dates.day_name,
    "day_number": dates.day_number,
    "time": dates.clock_time,
    "timespan": dates.timespan,
    "duration": dates.duration,
    "datetime_long": dates.datetime_long,
    "iso": dates.iso,
    "time_left": time_left,
    "in_words": in_words,
    "label": label,
    "dial": dial,
    "problems": problems_of,
}


@dataclass(frozen=True, slots=True)
class Place:
    """An item of the navigation."""

    label: str
    url: str
    current: bool


def set_up(app: Flask) -> None:
    """Strict templates, our filters and the few globals every page needs."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.filters["markdown"] = lambda text: Markup(markdown.render(text))  # noqa: S704 (nh3 cleaned it)
    app.jinja_env.globals.update(static_url=static_url, navigation=navigation, Action=Action, may=may)
    app.jinja_env.globals.update(style_sheets=STYLE_SHEETS)
    app.context_processor(_per_request)


def _per_request() -> dict[str, Any]:
    settings = current_settings()
    return {
        "organisation_name": settings.organisation_name,
        "development": settings.development,
        "viewer": current_user,  # asked for when first used: a page of fault asks no database
        "has_errors": False,
    }


def may(action: Action, **subject: Any) -> bool:
    """Whether the viewer may do this, as a view would decide it: for a template to show or hide a button."""
    return can(viewer(), action, **subject)


def static_url(filename: str) -> str:
    """The address of a static file, with its fingerprint so that browsers may keep it for a year."""
    folder = current_app.static_folder
    return url_for("static", filename=filename, v=_fingerprint(str(Path(folder or "") / filename)))


@lru_cache(maxsize=256)
def _fingerprint(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def navigation() -> list[Place]:
    """The places this viewer may go to, the present one marked."""
    actor = viewer()
    places = [
        (_("Formations"), "sessions.agenda", ("sessions.", "workshops.", "registrations.")),
        (_("Boîte à outils"), "toolkits.index", ("toolkits.", "sheets.")),
        (_("Annuaire"), "directory.index", ("directory.",)),
        (_("Chercher"), "search.find", ("search.",)),
    ]
    if actor.coordinates or actor.belongs_to:
        places.append((_("Mon association"), "my_partner.show", ("my_partner.",)))
    if actor.signed_in:
        places.append((_("Mes inscriptions"), "my_registrations.index", ("my_registrations.",)))
    if actor.teaches:
        places.append((_("Mes séances"), "teaching.index", ("teaching.", "attendees.")))
    if actor.manages:
        places.append((_("Gestion"), "desk.show", ("desk.", "gestion_", "desk_outbox.")))
    here = request.endpoint or ""
    return [Place(text, url_for(endpoint), here.startswith(prefixes)) for text, endpoint, prefixes in places]
