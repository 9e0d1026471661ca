"""The public pages of workshops."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.queries.planning import workshops as queries
from portal.web.base.page.paging import paged
from portal.web.base.request.access import by_revision, public, viewer

blueprint = Blueprint("workshops", __name__)


@blueprint.get("/formations")
@public
@by_revision
def index() -> ResponseReturnValue:
    """The published workshops, each with its coming dates."""
    cards, page = paged(url_for("workshops.index"), queries.published())
    return render_template("planning/workshops/index.html", cards=cards, page=page)


@blueprint.get("/formations/<slug>")
@public
@by_revision
def show(slug: str) -> ResponseReturnValue:
    """A workshop: what one learns, for whom, its coming sessions, its toolkit."""
    page = queries.page(slug, drafts=viewer().manages)
    return render_template("planning/workshops/show.html", page=page, workshop=page.workshop)
