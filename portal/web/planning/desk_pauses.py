"""Staff declare the breaks of a session's meetings, before it or after: the hours followed are net of them."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.queries.planning import planning as queries
from portal.rules.base.permissions import Action
from portal.services.attendance import pauses as services
from portal.web.base.forms.answering import AttemptOnRow, done
from portal.web.base.request.access import account_id, needs
from portal.web.planning.forms.pauses import PausesForm

blueprint = Blueprint("desk_pauses", __name__, url_prefix="/gestion/seances/<public_id>")


@blueprint.route("/pauses", methods=["GET", "POST"])
@needs(Action.MANAGE)
def edit(public_id: str) -> ResponseReturnValue:
    """The minutes of pause of each meeting; where certificates say other hours, they are replaced."""
    page = queries.planned(public_id)
    known = [{"id": meeting.id, "pause": meeting.pause_minutes} for meeting in page.card.meetings]
    form = PausesForm(data={"version": page.training.version, "meetings": known})
    attempt = AttemptOnRow(form, lambda: queries.planned(public_id))
    if form.validate_on_submit():
        with attempt:
            replaced = services.declare(page.training.id, form.shown_version, form.pauses, account_id())
            return done(url_for("desk_sessions.show", public_id=public_id), _said(replaced))
    shown = {"form": form, "page": page, "card": page.card}
    return render_template("planning/desk_changes/pauses.html", **shown), attempt.status


def _said(replaced: int) -> str:
    if not replaced:
        return _("Les pauses sont enregistrées.")
    return ngettext(
        "Les pauses sont enregistrées. %(num)s attestation est remplacée : la personne reçoit un mail.",
        "Les pauses sont enregistrées. %(num)s attestations sont remplacées : les personnes reçoivent un mail.",
        replaced,
    )
