"""Registering people for a session, in one form."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.queries import my_partner, registrations, sessions
from portal.queries.my_partner import PartnerName
from portal.queries.registrations import RegistrationView
from portal.queries.sessions import SessionCard
from portal.rules.permissions import Action
from portal.rules.refusals import NotFound, Refusal
from portal.rules.standing import Standing
from portal.rules.states import RegistrationState
from portal.services import approvals
from portal.services import registrations as services
from portal.web.access import needs, viewer
from portal.web.forms.registrations import ForceForm, RegisterForm
from portal.web.messages import sentence

blueprint = Blueprint("registrations", __name__)


@blueprint.route("/seances/<public_id>/inscription", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def register(public_id: str) -> ResponseReturnValue:
    """Register colleagues; who acts for no partner yet asks to join, with the same colleagues."""
    card = sessions.card_of(public_id)
    partners = my_partner.partners_of(viewer())
    if not partners:
        return redirect(url_for("joining.ask", seance=public_id), 303)
    form = _form(partners)
    if request.method == "POST" and not form.rearrange(request.form) and form.validate():
        return _register(card, partners, form)
    return _page(card, form, 422 if form.errors else 200)


def _form(partners: list[PartnerName]) -> RegisterForm:
    form = ForceForm() if viewer().manages else RegisterForm()
    form.partner.choices = [SelectChoice(partner.slug, partner.name) for partner in partners]
    if request.method == "GET":
        form.partner.data = request.args.get("association", partners[0].slug)
    return form


def _page(card: SessionCard, form: RegisterForm, status: int, told: str = "") -> tuple[str, int]:
    takes = card.standing is Standing.OPEN or viewer().manages
    return render_template("registrations/register.html", card=card, form=form, told=told, takes=takes), status


def _register(card: SessionCard, partners: list[PartnerName], form: RegisterForm) -> ResponseReturnValue:
    partner = next((partner for partner in partners if partner.slug == form.partner.data), None)
    account_id = viewer().account_id
    if partner is None or account_id is None:
        raise NotFound
    command = services.Register(card.id, partner.id, form.typed_people(), account_id, form.form_key.data or "")
    try:
        ids = _carry_out(form, command)
    except Refusal as refusal:
        return _page(card, form, refusal.status, sentence(refusal))
    return _tell(card, partner, ids)


def _carry_out(form: RegisterForm, command: services.Register) -> list[int]:
    if isinstance(form, ForceForm) and form.force.data:
        return approvals.force(command, form.reason.data or "")
    return services.register(command)


def _tell(card: SessionCard, partner: PartnerName, ids: list[int]) -> Response:
    rows = registrations.team(viewer(), card.id, partner.id)
    for row in rows:
        if row.id in ids:
            flash(outcome(row), "good" if row.state is RegistrationState.CONFIRMED else "info")
    return redirect(url_for("teams.show", slug=partner.slug, public_id=card.public_id), 303)


def outcome(row: RegistrationView) -> str:
    """What came of a registration, in one sentence."""
    if row.state is RegistrationState.CONFIRMED:
        return _("%(name)s : inscription confirmée, l’invitation part par mail.", name=row.name)
    if row.state is RegistrationState.PENDING:
        return _("%(name)s : demande reçue, l’équipe répond bientôt.", name=row.name)
    if row.rank is None or row.rank.position is None:
        return _("%(name)s : en attente, dès que les places par association s’ouvrent.", name=row.name)
    return _("%(name)s : en attente, n° %(rank)s (estimation).", name=row.name, rank=row.rank.position)


