"""The documents of a session: trainers and staff add them, the registered read them."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.documents.base.uploads import AcceptedFile
from portal.queries.attendance.preparation import session_files as queries
from portal.queries.attendance.preparation.session_files import FileView
from portal.queries.registrations import my_registration
from portal.rules.attendance.session_files import Shown
from portal.rules.base.permissions import Action
from portal.services.attendance.preparation import session_files as services
from portal.services.attendance.preparation.session_files import FileChange, NewFile
from portal.web.attendance.forms.session_files import SessionFileChangeForm, SessionFileForm
from portal.web.base.delivery import kept_files
from portal.web.base.delivery.kept_files import KeptFile
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.forms.base import PortalForm
from portal.web.base.request.access import account_id, needs, public, viewer
from portal.web.base.request.private_pages import keep_private

blueprint = Blueprint("session_files", __name__)
blueprint.after_request(keep_private)


@blueprint.route("/seances/<public_id>/fichiers", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def index(public_id: str) -> ResponseReturnValue:
    """The documents of a session, and one more."""
    page = queries.page_of(viewer(), public_id)
    form = SessionFileForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            upload = form.taken()
            title = form.title.data or form.stem
            services.add(NewFile(page.card.id, title, Shown(form.shown.data), upload, account_id()))
            return _added(public_id, upload)
    shown = render_template("attendance/session_files/index.html", page=page, card=page.card, form=form)
    return shown, attempt.status


def _added(public_id: str, upload: AcceptedFile) -> ResponseReturnValue:
    response = done(url_for(".index", public_id=public_id), _("Document ajouté."))
    if upload.tagged is False:
        flash(_("Un lecteur d’écran ne peut pas lire ce PDF\u00a0: il n’a pas de balises."), "warn")
    return response


@blueprint.route("/seances/<public_id>/fichiers/<stable_id>", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def change(public_id: str, stable_id: str) -> ResponseReturnValue:
    """Call a document otherwise, or show it sooner or later."""
    file = queries.one_of(viewer(), public_id, stable_id)
    card = queries.page_of(viewer(), public_id).card
    form = SessionFileChangeForm(data={"title": file.title, "shown": file.shown.value, "version": str(file.version)})
    attempt = AttemptOnRow(form, lambda: queries.one_of(viewer(), public_id, stable_id))
    if form.validate_on_submit():
        with attempt:
            shown = Shown(form.shown.data)
            words = FileChange(card.id, stable_id, form.shown_version, form.title.data or "", shown)
            services.change(words, account_id())
            return done(url_for(".index", public_id=public_id), _("C’est enregistré."))
    page = render_template("attendance/session_files/change.html", form=form, file=file, card=card, attempt=attempt)
    return page, attempt.status


@blueprint.route("/seances/<public_id>/fichiers/<stable_id>/retirer", methods=["GET", "POST"])
@needs(Action.SEE_ATTENDEES)
def remove(public_id: str, stable_id: str) -> ResponseReturnValue:
    """Take a document away, once confirmed."""
    page = queries.page_of(viewer(), public_id)
    file = queries.one_of(viewer(), public_id, stable_id)
    form = PortalForm()
    if form.validate_on_submit():
        services.remove(page.card.id, stable_id, account_id())
        return done(url_for(".index", public_id=public_id), _("Le document est retiré."))
    return render_template("attendance/session_files/remove.html", form=form, file=file, card=page.card)


@blueprint.get("/seances/<public_id>/documents/<stable_id>/<name>")
@needs(Action.SIGNED_IN)
def show(public_id: str, stable_id: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - the name is for people; the id decides
    """A document, for who is registered, her coordinators, the trainers and staff."""
    return _sent(queries.served(viewer(), public_id, stable_id))


@blueprint.get("/inscription/<token>/documents/<stable_id>/<name>")
@public
def mine(token: str, stable_id: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - as above
    """A document, for the registration behind a personal link."""
    return _sent(queries.served_to(my_registration.by_token(token), stable_id))


def _sent(file: FileView) -> ResponseReturnValue:
    return kept_files.sent(KeptFile(file.sha256, file.mime, file.filename))
