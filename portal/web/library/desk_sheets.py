"""Writing practical sheets: their text, what they are about, publishing."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.documents.library.markdown import reading_minutes, render
from portal.queries.library import editing
from portal.queries.library.editing import EditedSheet
from portal.rules.base.permissions import Action
from portal.rules.base.states import Visibility
from portal.services.library import sheets as services
from portal.services.library.sheets import Classification, Draft, NewSheet, Publication
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.forms.base import VersionedForm
from portal.web.base.page.paging import paged
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.numbers import whole
from portal.web.library.editor import options, tabs
from portal.web.library.forms.sheets import ClassificationForm, NewSheetForm, PublishForm, SheetTextForm

blueprint = Blueprint("desk_sheets", __name__, url_prefix="/gestion/fiches")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every sheet, drafts included."""
    found = editing.sheet_rows()
    rows, page = paged(url_for("desk_sheets.index"), found)
    return render_template("library/desk_sheets/index.html", rows=rows, count=len(found), page=page)


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Begin a sheet; its text comes next."""
    form = NewSheetForm()
    form.offer(options(editing.toolkits()), options(editing.themes()))
    if request.method == "GET":
        form.toolkit.data = request.args.get("boite", 0, type=whole)
    if not form.validate_on_submit():
        return render_template("library/desk_sheets/new.html", form=form), 422 if form.errors else 200
    command = NewSheet(
        title=form.title.data or "",
        summary=form.summary.data or "",
        theme_ids=tuple(form.themes.data or ()),
        toolkit_id=form.toolkit.data or None,
        actor_id=account_id(),
    )
    return done(url_for(".edit", slug=services.create(command)))


@blueprint.route("/<slug>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str) -> ResponseReturnValue:
    """The text, with its preview beside it."""
    sheet = editing.edited_sheet(slug)
    form = SheetTextForm(obj=sheet)
    attempt = AttemptOnRow(form, lambda: editing.edited_sheet(slug))
    if form.validate_on_submit():
        with attempt:
            kept_as = services.save_draft(_draft(sheet, form))
            return done(url_for(".edit", slug=kept_as), _("Brouillon enregistré."))
    # Her text stays in the form, theirs stands beside it: saving again is a choice, not an accident.
    theirs = attempt.present if attempt.stale else None
    return _editor(theirs or sheet, form, theirs), attempt.status


def _draft(sheet: EditedSheet, form: SheetTextForm) -> Draft:
    return Draft(
        sheet_id=sheet.id,
        version=form.shown_version,
        title=form.title.data or "",
        summary=form.summary.data or "",
        body=form.body.data or "",
        actor_id=account_id(),
    )


def _editor(sheet: EditedSheet, form: SheetTextForm, theirs: EditedSheet | None = None) -> str:
    return render_template(
        "library/desk_sheets/edit.html",
        sheet=sheet,
        form=form,
        theirs=theirs,
        tabs=tabs(sheet, "desk_sheets.edit"),
        preview=render(form.body.data or ""),
    )


@blueprint.route("/<slug>/apercu", methods=["GET", "POST"])
@needs(Action.MANAGE)
def preview(slug: str) -> ResponseReturnValue:
    """GET: the saved text as its readers will see it. POST: what is typed, saved by nobody yet."""
    sheet = editing.edited_sheet(slug)
    if request.method == "GET":
        body, minutes = render(sheet.body), reading_minutes(sheet.body)
        page = {"sheet": sheet, "body": body, "minutes": minutes, "tabs": tabs(sheet)}
        return render_template("library/desk_sheets/preview.html", **page)
    form = SheetTextForm(obj=sheet)
    if "HX-Request" in request.headers:
        return render_template("library/desk_sheets/_preview.html", preview=render(form.body.data or ""))
    return _editor(sheet, form)


@blueprint.route("/<slug>/classement", methods=["GET", "POST"])
@needs(Action.MANAGE)
def classify(slug: str) -> ResponseReturnValue:
    """Themes, readers and validity."""
    sheet = editing.edited_sheet(slug)
    form = ClassificationForm(obj=sheet, themes=sheet.theme_ids)
    form.themes.choices = options(editing.themes())
    attempt = AttemptOnRow(form, lambda: editing.edited_sheet(slug))
    if form.validate_on_submit():
        with attempt:
            services.classify(_classification(sheet, form))
            return done(url_for(".classify", slug=slug), _("Classement enregistré."))
    page = render_template("library/desk_sheets/classify.html", sheet=sheet, form=form, tabs=tabs(sheet))
    return page, attempt.status


def _classification(sheet: EditedSheet, form: ClassificationForm) -> Classification:
    return Classification(
        sheet_id=sheet.id,
        version=form.shown_version,
        theme_ids=tuple(form.themes.data or ()),
        visibility=Visibility(form.visibility.data),
        valid_until=form.valid_until.data,
        actor_id=account_id(),
    )


@blueprint.route("/<slug>/publier", methods=["GET", "POST"])
@needs(Action.MANAGE)
def publish(slug: str) -> ResponseReturnValue:
    """Put the draft online with a note; or take the sheet offline."""
    sheet = editing.edited_sheet(slug)
    form = PublishForm(obj=sheet)
    if request.method == "GET" and sheet.revisions == 1:
        form.note.data = _("Première version.")
    attempt = AttemptOnRow(form, lambda: editing.edited_sheet(slug))
    if form.validate_on_submit():
        with attempt:
            services.publish(Publication(sheet.id, form.shown_version, form.note.data or "", account_id()))
            return done(url_for("sheets.show", slug=sheet.slug), _("La fiche est en ligne."))
    present = attempt.present or sheet
    shown = {"sheet": present, "form": form, "tabs": tabs(present), "body": render(present.body)}
    return render_template("library/desk_sheets/publish.html", **shown), attempt.status


@blueprint.post("/<slug>/archiver")
@needs(Action.MANAGE)
def archive(slug: str) -> ResponseReturnValue:
    """Take it offline."""
    return _done(slug, services.archive, _("La fiche n’est plus en ligne. Rien n’est perdu."))


@blueprint.post("/<slug>/remettre")
@needs(Action.MANAGE)
def restore(slug: str) -> ResponseReturnValue:
    """Put it back online."""
    return _done(slug, services.restore, _("La fiche est de nouveau en ligne."))


@blueprint.post("/<slug>/abandonner")
@needs(Action.MANAGE)
def drop(slug: str) -> ResponseReturnValue:
    """Forget the draft beside the text that is online."""
    return _done(slug, services.drop_draft, _("Brouillon abandonné : la fiche en ligne n’a pas changé."))


def _done(slug: str, act: Callable[[int, int, int | None], None], said: str) -> ResponseReturnValue:
    sheet = editing.edited_sheet(slug)
    act(sheet.id, VersionedForm().shown_version, account_id())
    return done(url_for(".publish", slug=slug), said)
