"""One search over partners, practical sheets and workshops."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.base.search import SHOWN, Answers
from portal.queries.crossings import finding
from portal.rules.base.states import SearchKind
from portal.rules.base.text import squeeze
from portal.rules.base.visibility import clearance
from portal.rules.base.words.missed import countable
from portal.services.base import missed_words
from portal.web.base.page.chips import Chip, one_of
from portal.web.base.page.labels import label
from portal.web.base.page.paging import address
from portal.web.base.request.access import by_revision, public, viewer

blueprint = Blueprint("search", __name__)

PATHS = {SearchKind.PARTNER: "/annuaire/", SearchKind.SHEET: "/fiches/", SearchKind.WORKSHOP: "/formations/"}
A_FEW = 5


@blueprint.get("/recherche")
@public
@by_revision
def find() -> ResponseReturnValue:
    """What answers `q`, of one kind (`quoi`) or the best of each."""
    text = squeeze(request.args.get("q", ""))[:200]
    asked = request.args.get("quoi", "")
    answers = finding.find(text, clearance(viewer()))
    if not (viewer().manages or answers.meant):  # what was read as another word may have been a name
        missed_words.count(countable(text, answers.terms, answers.missed))
    path = url_for("search.find")
    kept = {"q": text, "quoi": asked if asked in set(SearchKind) else ""}
    groups = [(kind, answers.of(kind), answers.total(kind)) for kind in SearchKind if kept["quoi"] in ("", kind)]
    most = SHOWN if kept["quoi"] else A_FEW
    return render_template(
        "crossings/search/find.html",
        text=text,
        answers=answers,
        groups=[(kind, hits[:most], total, address(path, kept, quoi=kind)) for kind, hits, total in groups if hits],
        chosen=kept["quoi"],
        paths=PATHS,
        chips=_chips(path, kept, answers),
        meant_url=address(path, {"q": answers.meant}),
        missed=[" ".join(term.words) for term in answers.missed],
    )


def _chips(path: str, kept: dict[str, str], answers: Answers) -> list[Chip]:
    """Everything, and each kind with how many answer."""
    counted = [(kind.value, f"{label(kind)} ({answers.total(kind)})") for kind in SearchKind]
    return one_of(path, kept, "quoi", [("", _("Tout")), *counted])
