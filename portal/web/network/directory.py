"""The public directory: its list, and the page of a partner."""

from dataclasses import dataclass
from urllib.parse import quote_plus

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.network import directory as queries
from portal.queries.network import partner_pages
from portal.queries.network.directory import DirectoryFilter, Facets, Listing
from portal.rules.base.text import squeeze
from portal.rules.base.visibility import SiteFacts, clearance
from portal.rules.network.enterprise_numbers import shown as shown_number
from portal.web.base.page.chips import Chip, on_and_off
from portal.web.base.page.freshness import pill, pills
from portal.web.base.page.labels import label
from portal.web.base.page.paging import Page, address, asked_page
from portal.web.base.request.access import by_revision, public, viewer

blueprint = Blueprint("directory", __name__)

MAP = "https://www.openstreetmap.org/search?query="


@dataclass(frozen=True, slots=True)
class Group:
    """The filters of one kind."""

    name: str
    chips: tuple[Chip, ...]


@blueprint.get("/annuaire")
@public
@by_revision
def index() -> ResponseReturnValue:
    """The partners, by name or by how well they answer `q`; theme, commune and category narrow them."""
    wanted = _wanted()
    found = queries.listing(wanted, clearance(viewer()))
    fresh = pills(card.verified_on for card in found.cards)
    kept = {"q": wanted.text, "theme": wanted.theme, "commune": wanted.commune, "categorie": wanted.category}
    path = url_for("directory.index")
    return render_template(
        "network/directory/index.html",
        found=found,
        wanted=wanted,
        kept=kept,
        narrowed=bool(wanted.theme or wanted.commune or wanted.category),
        summary=_summary(wanted, found),
        groups=_groups(found.facets, path, kept),
        page=Page(path, found.number, found.last, tuple(kept.items())),
        everywhere=address(path, {"q": wanted.text}),
        meant_url=address(path, {**kept, "q": found.meant}),
        cards=tuple((card, fresh[card.verified_on]) for card in found.cards),
    )


@blueprint.get("/annuaire/<slug>")
@public
@by_revision
def show(slug: str) -> ResponseReturnValue:
    """A partner, as far as this viewer may see it."""
    page = partner_pages.partner_page(slug, clearance(viewer()))
    return render_template(
        "network/directory/show.html",
        page=page,
        fresh=pill(page.verified_on),
        number=shown_number(page.enterprise_number),
        today=clock.today(),
        map_url=map_url,
    )


def map_url(site: SiteFacts) -> str:
    """Where a map shows the site; a link to follow, never loaded by the page. Empty without a street."""
    return MAP + quote_plus(f"{site.street}, {site.postcode} {site.municipality}") if site.street else ""


def _wanted() -> DirectoryFilter:
    asked = request.args
    return DirectoryFilter(
        text=squeeze(asked.get("q", ""))[:200],
        theme=asked.get("theme", ""),
        commune=asked.get("commune", ""),
        category=asked.get("categorie", ""),
        page=asked_page(),
    )


def _summary(wanted: DirectoryFilter, found: Listing) -> str:
    """What was asked, in words: pour « énergie », à Gerpinnes."""
    communes, themes = dict(found.facets.communes), dict(found.facets.themes)
    parts = [
        _("pour « %(text)s »", text=wanted.text) if wanted.text else "",
        _("thème « %(theme)s »", theme=themes.get(wanted.theme, wanted.theme)) if wanted.theme else "",
        _("à %(commune)s", commune=communes.get(wanted.commune, wanted.commune)) if wanted.commune else "",
    ]
    return ", ".join(part for part in parts if part)


def _groups(facets: Facets, path: str, kept: dict[str, str]) -> list[Group]:
    def group(name: str, key: str, items: tuple[tuple[str, str], ...]) -> Group:
        return Group(name, tuple(on_and_off(path, kept, key, items)))

    categories = tuple((kind.value, label(kind)) for kind in facets.categories)
    groups = (
        group(_("Catégorie"), "categorie", categories),
        group(_("Thème"), "theme", facets.themes),
        group(_("Commune"), "commune", facets.communes),
    )
    return [one for one in groups if one.chips]
