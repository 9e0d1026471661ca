"""A practical sheet, as its readers see it."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.documents.library.markdown import reading_minutes, render
from portal.queries.library import sheets as queries
from portal.queries.network import orientation
from portal.rules.base.states import CountKind
from portal.rules.base.visibility import clearance
from portal.rules.refusals.library import KeptForPartners
from portal.web.base.request.access import by_revision, public, viewer
from portal.web.base.request.counting import counted

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/fiches/<slug>")
@public
@by_revision
def show(slug: str) -> ResponseReturnValue:
    """The published text with its files, and the partners for its themes; `commune` (NIS) narrows these."""
    reader = clearance(viewer())
    try:
        page = queries.sheet_page(slug, reader)
    except KeptForPartners as refusal:
        return render_template("library/sheets/kept.html"), refusal.status
    partners = orientation.referrals(page.theme_codes, reader)
    shown = render_template(
        "library/sheets/show.html",
        page=page,
        body=render(page.body),
        minutes=reading_minutes(page.body),
        guide=orientation.orientation(partners, page.theme_codes, request.args.get("commune", "")),
    )
    return counted(make_response(shown), "sheet", page.id, CountKind.VIEW)
