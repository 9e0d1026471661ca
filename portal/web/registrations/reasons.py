"""*Pourquoi ?*: the rule and the figures behind one registration."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.queries.registrations import reasons as queries
from portal.rules.base.permissions import Action, can
from portal.web.base.request.access import needs, viewer

blueprint = Blueprint("reasons", __name__)


@blueprint.get("/inscriptions/<int:registration_id>/pourquoi")
@needs(Action.SIGNED_IN)
def show(registration_id: int) -> ResponseReturnValue:
    """Why it has its seat, or still waits."""
    reason = queries.reason(viewer(), registration_id)
    sees_team = can(viewer(), Action.SEE_PARTNER, partner_id=reason.row.partner_id)
    return render_template(
        "registrations/reasons/show.html", reason=reason, row=reason.row, card=reason.card, sees_team=sees_team
    )
