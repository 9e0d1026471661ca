"""Toolkits: the list, one of them, all of its sheets on one page, and the whole as a ZIP."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal import clock
from portal.documents.library import toolkit_zip
from portal.documents.library.markdown import render
from portal.documents.library.toolkit_zip import Book, BookFile, BookSheet
from portal.queries.library import toolkits as queries
from portal.queries.library.sheets import SheetPage
from portal.queries.library.toolkits import ToolkitCard
from portal.queries.network import orientation
from portal.queries.network.orientation import Orientation, Referral
from portal.rules.base.states import CountKind, Visibility
from portal.rules.base.visibility import clearance
from portal.rules.library.validity import Validity
from portal.services.base.files import path_of
from portal.settings import current_settings
from portal.web.base.page.labels import label
from portal.web.base.page.paging import paged
from portal.web.base.request.access import by_revision, public, viewer
from portal.web.base.request.counting import counted

blueprint = Blueprint("toolkits", __name__)

BODY_HEADING = 3


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet on the page of all sheets."""

    page: SheetPage
    body: Markup
    guide: Orientation


@blueprint.get("/boite-a-outils")
@public
@by_revision
def index() -> ResponseReturnValue:
    """Every published toolkit with its sheets."""
    kits, page = paged(url_for("toolkits.index"), queries.toolkits(clearance(viewer())))
    return render_template("library/toolkits/index.html", toolkits=kits, page=page)


@blueprint.get("/boite-a-outils/<slug>")
@public
@by_revision
def show(slug: str) -> ResponseReturnValue:
    """A toolkit: its sheets in order, and how to take it away."""
    kit = queries.toolkit(slug, clearance(viewer()))
    page = render_template("library/toolkits/show.html", kit=kit)
    return counted(make_response(page), "toolkit", kit.id, CountKind.VIEW)


@blueprint.get("/boite-a-outils/<slug>/imprimer")
@public
@by_revision
def printed(slug: str) -> ResponseReturnValue:
    """All its sheets on one page, each with its partners."""
    reader = clearance(viewer())
    kit = queries.toolkit(slug, reader)
    pages = queries.whole_sheets(kit.id, reader)
    partners = _referrals(pages, reader)
    sheets = [
        PrintedSheet(
            page,
            render(page.body, first_heading=BODY_HEADING),
            orientation.orientation(partners, page.theme_codes),
        )
        for page in pages
    ]
    return render_template("library/toolkits/print.html", kit=kit, sheets=sheets, today=clock.today())


@blueprint.get("/boite-a-outils/<slug>.zip")
@public
def download(slug: str) -> ResponseReturnValue:
    """The whole toolkit as a ZIP, sent while it is written."""
    reader = clearance(viewer())
    kit = queries.toolkit(slug, reader)
    response = Response(toolkit_zip.archive(_book(kit, reader)), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{kit.slug}.zip")
    return counted(response, "toolkit", kit.id, CountKind.DOWNLOAD)


def _book(kit: ToolkitCard, reader: Visibility) -> Book:
    pages = queries.whole_sheets(kit.id, reader)
    partners = _referrals(pages, reader)
    settings = current_settings()
    return Book(
        title=kit.title,
        intro=kit.intro,
        organisation=settings.organisation_name,
        base_url=settings.base_url,
        address=settings.base_url + url_for("toolkits.show", slug=kit.slug),
        sheets=tuple(_sheet(page, partners) for page in pages if page.validity is not Validity.EXPIRED),
        left_out=tuple(page.title for page in pages if page.validity is Validity.EXPIRED),
        made_at=clock.now(),
    )


def _referrals(pages: Sequence[SheetPage], reader: Visibility) -> list[Referral]:
    codes = frozenset[str]().union(*(page.theme_codes for page in pages))
    return orientation.referrals(codes, reader)


def _sheet(page: SheetPage, partners: Sequence[Referral]) -> BookSheet:
    guide = orientation.orientation(partners, page.theme_codes)
    return BookSheet(
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        body=page.body,
        revised_on=page.revised_on,
        valid_until=page.valid_until,
        files=tuple(_file(one.stable_id, one.title, one.filename, one.sha256) for one in page.files),
        partners=tuple((one.name, ", ".join(label(kind) for kind in one.kinds)) for one in guide.partners),
    )


def _file(stable_id: str, title: str, filename: str, sha256: str) -> BookFile:
    address = url_for("files.show", stable_id=stable_id, name=filename)
    return BookFile(title, filename, address, path_of(sha256))
