"""The agenda as a calendar to subscribe to, and the page that says how."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.mail.calendar import render_feed
from portal.queries import sessions
from portal.queries.feeds import Narrowing, agenda_feed
from portal.web.access import public

blueprint = Blueprint("feeds", __name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar to subscribe to: `webcal` opens the calendar program, `https` is pasted into one."""

    label: str
    webcal: str
    https: str


@blueprint.get("/agenda.ics")
@public
def agenda() -> ResponseReturnValue:
    """The public agenda, whole or of one `theme` or `commune`; 304 while nothing changed."""
    narrowing = Narrowing(request.args.get("theme", ""), request.args.get("commune", ""))
    content = render_feed(_("Formations, %(name)s", name=_organisation()), agenda_feed(narrowing))
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response.make_conditional(request)


@blueprint.get("/agenda/abonnement")
@public
def subscribe() -> str:
    """How to see the agenda in one's own calendar, whole or in part."""
    return render_template("feeds/subscribe.html", whole=_feed(_("Toutes les séances")), parts=_parts())


def _parts() -> list[Feed]:
    """One feed a theme and one a commune of what is announced."""
    cards = sessions.agenda()
    themes = sorted({pair for card in cards for pair in card.themes}, key=lambda pair: pair[1])
    places = {(meeting.nis, meeting.municipality) for card in cards for meeting in card.meetings if meeting.nis}
    return [
        *(_feed(label, theme=code) for code, label in themes),
        *(_feed(name, commune=nis) for nis, name in sorted(places, key=lambda pair: pair[1])),
    ]


def _feed(label: str, **narrowing: str) -> Feed:
    """Addresses come from the configured base URL: they live for years in somebody's calendar."""
    base: str = current_app.config["PORTAL"].base_url
    query = f"?{urlencode(narrowing)}" if narrowing else ""
    path = url_for("feeds.agenda") + query
    return Feed(label, f"webcal://{urlsplit(base).netloc}{path}", f"{base}{path}")


def _organisation() -> str:
    name: str = current_app.config["PORTAL"].organisation_name
    return name
