"""Registering people for a session, in one form."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.queries import my_partner, sessions
from portal.queries.my_partner import PartnerName
from portal.rules.permissions import Action
from portal.rules.refusals import NotFound, Refusal
from portal.rules.standing import Standing
from portal.services import approvals
from portal.services import registrations as services
from portal.web.access import needs, viewer
from portal.web.forms.registrations import ForceForm, RegisterForm
from portal.web.messages import sentence
from portal.web.teams import NEW_ROWS

blueprint = Blueprint("registrations", __name__)


@blueprint.route("/seances/<public_id>/inscription", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def register(public_id: str) -> ResponseReturnValue:
    """Register colleagues; who acts for no partner yet asks to join, with the same colleagues."""
    partners = my_partner.partners_of(viewer())
    if not partners:
        return redirect(url_for("joining.ask", seance=public_id), 303)
    form = _form(partners)
    if request.method == "POST" and not form.rearrange(request.form) and form.validate():
        return _register(public_id, partners, form)
    return _page(public_id, form, 422 if form.errors else 200)


def _form(partners: list[PartnerName]) -> RegisterForm:
    form = ForceForm() if viewer().manages else RegisterForm()
    form.offer(partners)
    if request.method == "GET" and "association" in request.args:
        form.partner.data = request.args["association"]
    return form


def _page(public_id: str, form: RegisterForm, status: int, told: str = "") -> tuple[str, int]:
    card = sessions.card_of(public_id)
    takes = card.standing is Standing.OPEN or viewer().manages
    return render_template("registrations/register.html", card=card, form=form, told=told, takes=takes), status


def _register(public_id: str, partners: list[PartnerName], form: RegisterForm) -> ResponseReturnValue:
    partner = next((partner for partner in partners if partner.slug == form.partner.data), None)
    account_id = viewer().account_id
    if partner is None or account_id is None:
        raise NotFound
    session_id = sessions.session_id_of(public_id)
    command = services.Register(session_id, partner.id, form.typed_people(), account_id, form.form_key.data or "")
    try:
        ids = _carry_out(form, command)
    except Refusal as refusal:
        return _page(public_id, form, refusal.status, sentence(refusal))
    session[NEW_ROWS] = ids
    return redirect(url_for("teams.show", slug=partner.slug, public_id=public_id), 303)


def _carry_out(form: RegisterForm, command: services.Register) -> list[int]:
    if isinstance(form, ForceForm) and form.force.data:
        return approvals.force(command, form.reason.data or "")
    return services.register(command)
