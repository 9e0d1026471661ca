"""A practical sheet, as its readers see it."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.documents.markdown import reading_minutes, render
from portal.queries import orientation
from portal.queries import sheets as queries
from portal.rules.refusals.toolkits import KeptForPartners
from portal.rules.states import CountKind
from portal.rules.visibility import clearance
from portal.web.access import public, viewer
from portal.web.counting import counted

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/fiches/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """The published text with its files, and the partners for its themes; `commune` (NIS) narrows these."""
    reader = clearance(viewer())
    try:
        page = queries.sheet_page(slug, reader)
    except KeptForPartners as refusal:
        return render_template("sheets/kept.html"), refusal.status
    partners = orientation.referrals(page.theme_codes, reader)
    shown = render_template(
        "sheets/show.html",
        page=page,
        body=render(page.body),
        minutes=reading_minutes(page.body),
        guide=orientation.orientation(partners, page.theme_codes, request.args.get("commune", "")),
    )
    return counted(make_response(shown), "sheet", page.id, CountKind.VIEW)
