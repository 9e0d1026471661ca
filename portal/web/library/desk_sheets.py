"""Writing practical sheets: their text, what they are about, publishing."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.documents.library.markdown import reading_minutes, render
from portal.queries.library import editing
from portal.queries.library.editing import Choice, EditedSheet
from portal.rules.base.permissions import Action
from portal.rules.base.states import Visibility
from portal.rules.refusals import Refusal
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.library import sheets as services
from portal.services.library.sheets import Classification, Draft, NewSheet, Publication
from portal.web.base.request.access import needs, viewer
from portal.web.base.request.numbers import whole
from portal.web.library.forms.sheets import ClassificationForm, NewSheetForm, PublishForm, SheetTextForm, VersionedForm
from portal.web.messages import sentence

blueprint = Blueprint("desk_sheets", __name__, url_prefix="/gestion/fiches")


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages of a sheet's editor."""

    label: str
    url: str
    current: bool


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every sheet, drafts included."""
    return render_template("library/desk_sheets/index.html", rows=editing.sheet_rows())


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Begin a sheet; its text comes next."""
    form = NewSheetForm()
    form.offer(options(editing.toolkits()), options(editing.themes()))
    if request.method == "GET":
        form.toolkit.data = request.args.get("boite", 0, type=whole)
        return render_template("library/desk_sheets/new.html", form=form)
    if not form.validate():
        return render_template("library/desk_sheets/new.html", form=form), 422
    command = NewSheet(
        title=form.title.data or "",
        summary=form.summary.data or "",
        theme_ids=tuple(form.themes.data or ()),
        toolkit_id=form.toolkit.data or None,
        actor_id=viewer().account_id,
    )
    return redirect(url_for(".edit", slug=services.create(command)), 303)


@blueprint.route("/<slug>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(slug: str) -> ResponseReturnValue:
    """The text, with its preview beside it."""
    sheet = editing.edited_sheet(slug)
    form = SheetTextForm(obj=sheet)
    if request.method == "GET":
        return _editor(sheet, form)
    if not form.validate():
        return _editor(sheet, form), 422
    command = Draft(
        sheet_id=sheet.id,
        version=form.version.data or 0,
        title=form.title.data or "",
        summary=form.summary.data or "",
        body=form.body.data or "",
        actor_id=viewer().account_id,
    )
    try:
        kept_as = services.save_draft(command)
    except EditedMeanwhile as refusal:
        return _changed_meanwhile(slug, form, refusal)
    flash(_("Brouillon enregistré."), "good")
    return redirect(url_for(".edit", slug=kept_as), 303)


def _changed_meanwhile(slug: str, form: SheetTextForm, refusal: Refusal) -> ResponseReturnValue:
    """Her text stays in the form, theirs stands beside it; saving again is then a choice, not an accident."""
    theirs = editing.edited_sheet(slug)
    form.set_version(theirs.version)
    form.form_errors.append(sentence(refusal))
    return _editor(theirs, form, theirs=theirs), refusal.status


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
    if request.method == "POST" and form.validate():
        command = Classification(
            sheet_id=sheet.id,
            version=form.version.data or 0,
            theme_ids=tuple(form.themes.data or ()),
            visibility=Visibility(form.visibility.data),
            valid_until=form.valid_until.data,
            actor_id=viewer().account_id,
        )
        try:
            services.classify(command)
        except EditedMeanwhile as refusal:
            form.set_version(editing.edited_sheet(slug).version)
            return _classification(sheet, form, refusal), refusal.status
        flash(_("Classement enregistré."), "good")
        return redirect(url_for(".classify", slug=slug), 303)
    return _classification(sheet, form), 422 if form.errors else 200


def _classification(sheet: EditedSheet, form: ClassificationForm, refusal: Refusal | None = None) -> str:
    if refusal is not None:
        form.form_errors.append(sentence(refusal))
    return render_template("library/desk_sheets/classify.html", sheet=sheet, form=form, tabs=tabs(sheet))


@blueprint.route("/<slug>/publier", methods=["GET", "POST"])
@needs(Action.MANAGE)
def publish(slug: str) -> ResponseReturnValue:
    """Put the draft online with a note; or take the sheet offline."""
    sheet = editing.edited_sheet(slug)
    form = PublishForm(obj=sheet)
    if request.method == "GET":
        if sheet.revisions == 1:
            form.note.data = _("Première version.")
        return _publication(sheet, form)
    if not form.validate():
        return _publication(sheet, form), 422
    try:
        note = form.note.data or ""
        services.publish(Publication(sheet.id, form.version.data or 0, note, viewer().account_id))
    except Refusal as refusal:
        form.set_version(sheet.version)
        form.form_errors.append(sentence(refusal))
        return _publication(sheet, form), refusal.status
    flash(_("La fiche est en ligne."), "good")
    return redirect(url_for("sheets.show", slug=sheet.slug), 303)


def _publication(sheet: EditedSheet, form: PublishForm) -> str:
    shown = {"sheet": sheet, "form": form, "tabs": tabs(sheet), "body": render(sheet.body)}
    return render_template("library/desk_sheets/publish.html", **shown)


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


def _done(slug: str, act: Callable[[int, int, int | None], None], told: str) -> ResponseReturnValue:
    sheet = editing.edited_sheet(slug)
    act(sheet.id, VersionedForm().version.data or 0, viewer().account_id)
    flash(told, "good")
    return redirect(url_for(".publish", slug=slug), 303)


def options(found: list[Choice]) -> list[SelectChoice]:
    """The choices as a form offers them."""
    return [SelectChoice(str(choice.id), choice.label) for choice in found]


def tabs(sheet: EditedSheet, here: str = "") -> list[Tab]:
    """The pages of the editor, the present one marked."""
    present = here or request.endpoint
    places = [
        (_("Texte"), "desk_sheets.edit"),
        (_("Fichiers"), "desk_files.index"),
        (_("Classement"), "desk_sheets.classify"),
        (_("Aperçu"), "desk_sheets.preview"),
        (_("Publier"), "desk_sheets.publish"),
    ]
    return [Tab(label, url_for(name, slug=sheet.slug), present == name) for label, name in places]
