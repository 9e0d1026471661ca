"""Calendars to subscribe to: the public agenda, one's own, and one meeting to add by hand."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.mail.wire.calendar import FeedItem, render_feed, render_file
from portal.queries.base import sessions
from portal.queries.planning import feeds
from portal.queries.planning.feeds import Narrowing
from portal.queries.post import private_feeds
from portal.rules.base.names import in_order
from portal.rules.base.permissions import Action
from portal.services.post import private_feeds as services
from portal.settings import current_settings
from portal.web.base.forms.answering import done
from portal.web.base.request.access import account_id, by_revision, needs, public

blueprint = Blueprint("feeds", __name__)
CONTENT_TYPE = "text/calendar; charset=utf-8"
GOOGLE = "https://calendar.google.com/calendar/r?cid="
OUTLOOK = "https://outlook.office.com/calendar/0/addfromweb?"


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar to subscribe to: `webcal` opens the calendar program, `https` is pasted into one."""

    label: str
    webcal: str
    https: str

    @property
    def google(self) -> str:
        """The page of Google Agenda that subscribes to it."""
        return GOOGLE + quote(self.webcal, safe="")

    @property
    def outlook(self) -> str:
        """The page of Outlook on the web that subscribes to it."""
        return OUTLOOK + urlencode({"url": self.https, "name": self.label}, quote_via=quote)


@blueprint.get("/agenda.ics")
@public
def agenda() -> ResponseReturnValue:
    """The public agenda, whole or of one `theme` or `commune`; 304 while nothing changed."""
    narrowing = Narrowing(request.args.get("theme", ""), request.args.get("commune", ""))
    title = _("Formations, %(name)s", name=organisation())
    return calendar(title, feeds.agenda_feed(narrowing), "public, max-age=300")


@blueprint.get("/mon-agenda/<token>.ics")
@public
def own(token: str) -> ResponseReturnValue:
    """One person's own meetings: the token is all that opens them; 304 while nothing changed."""
    title = _("Mes formations, %(name)s", name=organisation())
    return calendar(title, private_feeds.own_feed(token), "private, no-cache")


def calendar(title: str, items: Iterable[FeedItem], kept: str) -> Response:
    """A calendar as programs read it, 304 while nothing changed; `kept` says how long it may be."""
    content = render_feed(title, items)
    response = Response(content, content_type=CONTENT_TYPE)
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.headers["Cache-Control"] = kept
    response.make_conditional(request)
    return response


@blueprint.get("/seances/<public_id>/rencontres/<int:meeting_id>.ics")
@public
@by_revision
def meeting(public_id: str, meeting_id: int) -> ResponseReturnValue:
    """One meeting as a file to add to a calendar; it registers nobody."""
    item = feeds.meeting_file(public_id, meeting_id)
    response = Response(render_file(item), content_type=CONTENT_TYPE)
    day = clock.local(item.starts_at).date().isoformat()
    response.headers["Content-Disposition"] = f'inline; filename="formation-{day}.ics"'
    return response


@blueprint.get("/agenda/abonnement")
@public
@by_revision
def subscribe() -> str:
    """How to see the agenda in one's own calendar, whole or in part."""
    return render_template("post/feeds/subscribe.html", whole=_feed(_("Toutes les séances")), parts=_parts())


@blueprint.get("/mon-agenda")
@needs(Action.SIGNED_IN)
def mine() -> str:
    """One's own calendar: whether it has an address, and the buttons that make or replace it."""
    return render_template("post/feeds/mine.html", renewed_at=private_feeds.renewed_at(account_id()), feed=None)


@blueprint.post("/mon-agenda")
@needs(Action.SIGNED_IN)
def renew() -> Response:
    """Make the address, or replace it; this is the one page that shows it."""
    path = url_for("feeds.own", token=services.renew(account_id()))
    feed = at(_("Mes formations"), path)
    page = render_template("post/feeds/mine.html", renewed_at=private_feeds.renewed_at(account_id()), feed=feed)
    return Response(page, headers={"Cache-Control": "no-store"})


@blueprint.post("/mon-agenda/arret")
@needs(Action.SIGNED_IN)
def stop() -> ResponseReturnValue:
    """Take the address away."""
    services.stop(account_id())
    return done(url_for("feeds.mine"), _("C’est fait : l’ancienne adresse n’ouvre plus rien."))


def _parts() -> list[Feed]:
    """One feed a theme and one a commune of what is announced."""
    cards = sessions.agenda()
    themes = sorted({pair for card in cards for pair in card.themes}, key=lambda pair: in_order(pair[1]))
    places = {(meeting.nis, meeting.municipality) for card in cards for meeting in card.meetings if meeting.nis}
    return [
        *(_feed(label, theme=code) for code, label in themes),
        *(_feed(name, commune=nis) for nis, name in sorted(places, key=lambda pair: in_order(pair[1]))),
    ]


def _feed(label: str, **narrowing: str) -> Feed:
    query = f"?{urlencode(narrowing)}" if narrowing else ""
    return at(label, url_for("feeds.agenda") + query)


def at(label: str, path: str) -> Feed:
    """Addresses come from the configured base URL: they live for years in somebody's calendar."""
    base = current_settings().base_url
    return Feed(label, f"webcal://{urlsplit(base).netloc}{path}", f"{base}{path}")


def organisation() -> str:
    """Whose trainings a calendar shows."""
    return current_settings().organisation_name
