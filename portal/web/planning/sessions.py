"""The agenda and the page of a session."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.base import session_pages
from portal.queries.base import sessions as queries
from portal.queries.base.sessions import SessionCard
from portal.queries.planning import cancellations
from portal.queries.registrations import interests
from portal.rules.base.names import in_order
from portal.rules.base.permissions import Action, can
from portal.rules.base.states import SessionStatus
from portal.rules.registrations.standing import Standing
from portal.web.base.page.chips import Chip, on_and_off
from portal.web.base.page.paging import paged
from portal.web.base.request.access import by_revision, public, viewer

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/")
@public
@by_revision
def agenda() -> ResponseReturnValue:
    """The coming sessions, by month; `theme` and `commune` narrow them."""
    cards = queries.agenda()
    theme, commune = request.args.get("theme", ""), request.args.get("commune", "")
    found = [card for card in cards if _matches(card, theme, commune)]
    shown, page = paged(url_for("sessions.agenda"), found, {"theme": theme, "commune": commune})
    return render_template(
        "planning/sessions/agenda.html",
        cards=shown,
        page=page,
        filters=_filters(cards, theme, commune),
        narrowed=bool(theme or commune),
    )


def _matches(card: SessionCard, theme: str, commune: str) -> bool:
    of_theme = not theme or any(code == theme for code, _label in card.themes)
    return of_theme and (not commune or any(meeting.nis == commune for meeting in card.meetings))


def _filters(cards: list[SessionCard], theme: str, commune: str) -> list[tuple[str, list[Chip]]]:
    """The chips, by what they narrow: pairs of a name and its chips."""
    themes = sorted({pair for card in cards for pair in card.themes}, key=lambda pair: in_order(pair[1]))
    places = {(meeting.nis, meeting.municipality) for card in cards for meeting in card.meetings if meeting.nis}
    communes = sorted(places, key=lambda pair: in_order(pair[1]))
    path, kept = url_for("sessions.agenda"), {"theme": theme, "commune": commune}
    everything = Chip(_("Toutes"), path, not theme and not commune, "check")
    by_theme = on_and_off(path, kept, "theme", themes)
    by_place = on_and_off(path, kept, "commune", communes, "map-pin")
    rows = [("", [everything]), (_("Thème"), by_theme), (_("Commune"), by_place)]
    return [(name, chips) for name, chips in rows if chips]


@blueprint.get("/seances/<public_id>")
@public
@by_revision
def show(public_id: str) -> ResponseReturnValue:
    """A session: what one learns, when, where, how seats are shared, who gives it."""
    actor = viewer()
    page = session_pages.session_page(
        public_id, drafts=actor.manages, network=actor.manages or bool(actor.belongs_to or actor.teaches)
    )
    teaches = can(actor, Action.SEE_ATTENDEES, session_id=page.card.id)
    cancelled = page.card.status is SessionStatus.CANCELLED
    others = tuple(cancellations.other_sessions(page.card)) if cancelled else ()
    first = interests.seats_first(actor, page.card.id) if page.card.standing is Standing.NOT_YET_OPEN else 0
    return render_template(
        "planning/sessions/show.html", page=page, card=page.card, teaches=teaches, others=others, first=first
    )
