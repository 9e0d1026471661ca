"""One search over partners, practical sheets and workshops."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.base import search as queries
from portal.queries.network import directory
from portal.rules.base.states import SearchKind
from portal.rules.base.text import squeeze
from portal.rules.base.visibility import clearance
from portal.web.base.page.chips import Chip, one_of
from portal.web.base.page.paging import address
from portal.web.base.request.access import by_revision, public, viewer

blueprint = Blueprint("search", __name__)

PATHS = {SearchKind.PARTNER: "/annuaire/", SearchKind.SHEET: "/fiches/", SearchKind.WORKSHOP: "/formations/"}


@blueprint.get("/recherche")
@public
@by_revision
def find() -> ResponseReturnValue:
    """What answers `q`, of one kind (`quoi`) or of all."""
    text = squeeze(request.args.get("q", ""))[:200]
    asked = request.args.get("quoi", "")
    kinds = [SearchKind(asked)] if asked in set(SearchKind) else list(SearchKind)
    reader = clearance(viewer())
    hits = queries.search(text, reader, kinds)
    if not hits and SearchKind.PARTNER in kinds:
        hits = directory.reached(text, reader)
    meant = queries.correction(text, reader) if text and not hits else ""
    path = url_for("search.find")
    return render_template(
        "crossings/search/find.html",
        text=text,
        hits=hits,
        paths=PATHS,
        chips=_chips(path, {"q": text, "quoi": asked}),
        meant=meant,
        meant_url=address(path, {"q": meant}),
        most=len(hits) == queries.SHOWN,
    )


def _chips(path: str, kept: dict[str, str]) -> list[Chip]:
    names = {
        "": _("Tout"),
        SearchKind.PARTNER.value: _("Partenaires"),
        SearchKind.SHEET.value: _("Fiches pratiques"),
        SearchKind.WORKSHOP.value: _("Formations"),
    }
    return one_of(path, kept, "quoi", names.items())
