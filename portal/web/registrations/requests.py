"""*Demandes*: what awaits a decision of staff, requests to join and registrations to approve."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.registrations import joining as queries
from portal.queries.registrations import registrations
from portal.rules.base.permissions import Action
from portal.rules.refusals.registrations import RequestFirst
from portal.services.registrations import approvals
from portal.services.registrations import joining as services
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.registrations.forms.joining import DecisionForm, ReasonForm

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
    form = ReasonForm()
    attempt = Attempt(form, in_notice=True)
    if form.validate_on_submit():
        with attempt:
            return done(url_for("requests.index"), _answer(request_id, form))
        view = queries.request_view(request_id)
    page = render_template("registrations/requests/decide.html", view=view, form=form, told=attempt.told)
    return page, attempt.status


def _answer(request_id: int, form: ReasonForm) -> str:
    if request.form.get("answer") == "accept":
        services.accept(request_id, account_id())
        return _("Accepté : le service est partenaire, ses inscriptions suivent, un mail part.")
    services.refuse(request_id, form.reason.data or "", account_id())
    return _("Refusé : un mail part avec la raison.")


@blueprint.route("/inscriptions/<int:registration_id>", methods=["GET", "POST"])
@needs(Action.MANAGE)
def decide_registration(registration_id: int) -> ResponseReturnValue:
    """One registration that awaits approval, or that waits and may be given a seat."""
    row = registrations.registration(viewer(), registration_id)
    form = DecisionForm(data={"version": row.version})
    attempt = AttemptOnRow(form, lambda: registrations.registration(viewer(), registration_id), in_notice=True)
    if form.validate_on_submit():
        with attempt:
            return done(url_for("requests.index"), _answer_registration(registration_id, form))
        if isinstance(attempt.refusal, RequestFirst):
            return attempt.told_at(url_for("requests.decide", request_id=attempt.refusal.details["request_id"]))
    row = attempt.present or row
    page = render_template("registrations/requests/registration.html", row=row, form=form, told=attempt.told)
    return page, attempt.status


def _answer_registration(registration_id: int, form: DecisionForm) -> str:
    actor_id, version = account_id(), form.shown_version
    reason = form.reason.data or ""
    match request.form.get("answer"):
        case "approve":
            approvals.approve(registration_id, version, actor_id)
            return _("Accepté : la personne a sa place, ou rejoint la liste d’attente.")
        case "force":
            approvals.give_seat(registration_id, version, reason, actor_id)
            return _("La place est donnée, l’invitation part.")
        case _other:
            approvals.reject(registration_id, version, reason, actor_id)
            return _("Refusé : un mail part avec la raison.")
