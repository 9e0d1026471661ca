"""The calendar of a team, whole or of one site: its addresses, made and put out by who coordinates it."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.post import team_feeds as queries
from portal.queries.registrations.my_partner import PartnerName
from portal.queries.registrations.sites import sites_seen
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound
from portal.services.post import team_feeds as services
from portal.services.registrations.team import mondays
from portal.web.base.forms.answering import done
from portal.web.base.request.access import account_id, needs, public, viewer
from portal.web.base.request.numbers import row_number
from portal.web.base.request.private_pages import keep_private
from portal.web.post.feeds import Feed, at, calendar, organisation
from portal.web.registrations.team.chosen import partner_acted_for, place

blueprint = Blueprint("team_feeds", __name__)
blueprint.after_request(keep_private)


@blueprint.get("/agenda-equipe/<token>.ics")
@public
def read(token: str) -> ResponseReturnValue:
    """Where a team goes: the token is all that opens it; 304 while nothing changed."""
    found = queries.team_calendar(token)
    title = _("%(partner)s : formations, %(name)s", partner=found.partner, name=organisation())
    return calendar(title, found.items, "private, no-cache")


@blueprint.get("/mon-association/agenda")
@needs(Action.REGISTER)
def show() -> str:
    """The addresses of a team's calendar, and the buttons that make, replace and put them out."""
    return _page(partner_acted_for(), None)


def _page(partner: PartnerName, feed: Feed | None) -> str:
    sites = sites_seen(viewer(), partner.id)
    return render_template(
        "post/feeds/team.html",
        place=place(partner),
        feed=feed,
        feeds=queries.feeds_of(viewer(), partner.id),
        sites=sites,
        names={one.id: one.name for one in sites},
        whole=viewer().site_in(partner.id) is None,
        monday=queries.takes_monday_mail(viewer(), partner.id),
    )


@blueprint.post("/mon-association/agenda")
@needs(Action.REGISTER)
def renew() -> Response:
    """Make an address, or replace it; this is the one page that shows it."""
    partner, site = partner_acted_for(), row_number(request.form.get("site", ""))
    held_to = viewer().site_in(partner.id)
    site = held_to if site is None else site
    if site is not None and site not in {one.id for one in sites_seen(viewer(), partner.id)}:
        raise NotFound
    path = url_for("team_feeds.read", token=services.renew(account_id(), partner.id, site))
    page = _page(partner, at(partner.name, path))
    return Response(page, headers={"Cache-Control": "no-store"})


@blueprint.post("/mon-association/agenda/<int:feed_id>/arret")
@needs(Action.REGISTER)
def stop(feed_id: int) -> ResponseReturnValue:
    """Take an address away."""
    partner = partner_acted_for()
    services.stop(account_id(), feed_id)
    return done(url_for("team_feeds.show", association=partner.slug), _("C’est fait. L’adresse n’ouvre plus rien."))


@blueprint.post("/mon-association/lundi")
@needs(Action.REGISTER)
def monday() -> ResponseReturnValue:
    """Take the mail of Monday, or no more (`recevoir` empty)."""
    partner, wanted = partner_acted_for(), bool(request.form.get("recevoir"))
    mondays.ask(account_id(), partner.id, wanted)
    said = _("Chaque lundi, un mail vous dit où va votre équipe.") if wanted else _("Le mail du lundi ne part plus.")
    return done(url_for("team_feeds.show", association=partner.slug), said)
