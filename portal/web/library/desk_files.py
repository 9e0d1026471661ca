"""The files of a sheet: attached, replaced, taken away."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.documents.base.uploads import AcceptedFile
from portal.queries.library import editing
from portal.queries.library.editing import EditedSheet
from portal.rules.base.permissions import Action
from portal.rules.base.states import AttachmentKind
from portal.services.library import attachments as services
from portal.services.library.attachments import NewAttachment
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, needs
from portal.web.library.editor import tabs
from portal.web.library.forms.sheets import FileForm, ReplacementForm

blueprint = Blueprint("desk_files", __name__, url_prefix="/gestion/fiches/<slug>/fichiers")


@blueprint.route("", methods=["GET", "POST"])
@needs(Action.MANAGE)
def index(slug: str) -> ResponseReturnValue:
    """The files of a sheet, and one more."""
    sheet = editing.edited_sheet(slug)
    form = FileForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            upload = form.taken()
            title = form.title.data or form.stem
            kind = AttachmentKind(form.kind.data)
            services.attach(NewAttachment(sheet.id, title, kind, upload, account_id()))
            return _done(slug, upload, _("Fichier ajouté."))
    return _page(sheet, form), attempt.status


@blueprint.post("/<stable_id>/remplacer")
@needs(Action.MANAGE)
def replace(slug: str, stable_id: str) -> ResponseReturnValue:
    """Serve a newer version at the same address."""
    sheet = editing.edited_sheet(slug)
    form = ReplacementForm(prefix=stable_id)
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            upload = form.taken()
            services.replace(stable_id, sheet.id, upload, account_id())
            return _done(slug, upload, _("Nouvelle version en ligne, à la même adresse."))
    return _page(sheet, FileForm(formdata=None), form), attempt.status


@blueprint.post("/<stable_id>/retirer")
@needs(Action.MANAGE)
def remove(slug: str, stable_id: str) -> ResponseReturnValue:
    """Serve it no more."""
    services.remove(stable_id, editing.edited_sheet(slug).id, account_id())
    return done(url_for(".index", slug=slug), _("Fichier retiré."))


def _page(sheet: EditedSheet, form: FileForm, refused: ReplacementForm | None = None) -> str:
    """The page; `refused` is the form of a replacement that did not go through."""
    forms = {file.stable_id: ReplacementForm(formdata=None, prefix=file.stable_id) for file in sheet.files}
    if refused is not None:
        forms[refused._prefix.rstrip("-")] = refused
    shown = {"sheet": sheet, "form": form, "forms": forms, "refused": refused, "tabs": tabs(sheet)}
    return render_template("library/desk_sheets/files.html", **shown)


def _done(slug: str, upload: AcceptedFile, said: str) -> ResponseReturnValue:
    response = done(url_for(".index", slug=slug), said)
    if upload.has_text is False:
        flash(_("Ce PDF est une image : ni la recherche ni un lecteur d’écran ne peuvent le lire."), "warn")
    elif upload.tagged is False:
        flash(_("Un lecteur d’écran ne peut pas lire ce PDF\u00a0: il n’a pas de balises."), "warn")
    return response
