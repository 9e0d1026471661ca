"""*Demandes*: what awaits a decision of staff, requests to join and registrations to approve."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.registrations import joining as queries
from portal.queries.registrations import registrations
from portal.rules.base.permissions import Action
from portal.rules.refusals import Refusal
from portal.rules.refusals.registrations import RequestFirst
from portal.services.registrations import approvals
from portal.services.registrations import joining as services
from portal.web.base.request.access import needs, viewer
from portal.web.base.request.numbers import shown_version
from portal.web.messages import sentence
from portal.web.registrations.forms.joining import DecisionForm

blueprint = Blueprint("requests", __name__, url_prefix="/gestion/demandes")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Everything that waits for yes or no."""
    return render_template(
        "registrations/requests/index.html", requests=queries.waiting(), bookings=registrations.pending()
    )


@blueprint.route("/<int:request_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def decide(request_id: int) -> ResponseReturnValue:
    """One request to join: accept or refuse."""
    view = queries.request_view(request_id)
    form = DecisionForm()
    told, status = "", 200
    if form.validate_on_submit():
        try:
            flash(_answer(request_id, form), "good")
            return redirect(url_for("requests.index"), 303)
        except Refusal as refusal:
            told, status = sentence(refusal), refusal.status
            view = queries.request_view(request_id)
    return render_template("registrations/requests/decide.html", view=view, form=form, told=told), status


def _answer(request_id: int, form: DecisionForm) -> str:
    actor_id = viewer().account_id or 0
    if request.form.get("answer") == "accept":
        services.accept(request_id, actor_id)
        return _("Accepté : le service est partenaire, ses inscriptions suivent, un mail part.")
    services.refuse(request_id, form.reason.data or "", actor_id)
    return _("Refusé : un mail part avec la raison.")


@blueprint.route("/inscriptions/<int:registration_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def decide_registration(registration_id: int) -> ResponseReturnValue:
    """One registration that awaits approval, or that waits and may be given a seat."""
    row = registrations.registration(viewer(), registration_id)
    form = DecisionForm(data={"version": row.version})
    told, status = "", 200
    if form.validate_on_submit():
        try:
            flash(_answer_registration(registration_id, form), "good")
            return redirect(url_for("requests.index"), 303)
        except RequestFirst as refusal:
            flash(sentence(refusal), "bad")
            return redirect(url_for("requests.decide", request_id=refusal.details["request_id"]), 303)
        except Refusal as refusal:
            told, status = sentence(refusal), refusal.status
            row = registrations.registration(viewer(), registration_id)
            form.version.data = str(row.version)
    return render_template("registrations/requests/registration.html", row=row, form=form, told=told), status


def _answer_registration(registration_id: int, form: DecisionForm) -> str:
    actor_id = viewer().account_id or 0
    version = shown_version(form.version.data)
    reason = form.reason.data or ""
    match request.form.get("answer"):
        case "approve":
            approvals.approve(registration_id, version, actor_id)
            return _("Accepté : la personne a sa place, ou rejoint la liste d’attente.")
        case "force":
            approvals.give_seat(registration_id, version, reason, actor_id)
            return _("La place est donnée, l’invitation part.")
        case _other:
            approvals.reject(registration_id, version, reason, actor_id)
            return _("Refusé : un mail part avec la raison.")
