"""Whom to call when a morning goes wrong: telephone links, and ticks that all who call share."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.attendance import calls as queries
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound
from portal.services.attendance import calls as services
from portal.services.attendance.calls import Call
from portal.web.base.forms.answering import done
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import row_number

blueprint = Blueprint("calls", __name__)


@blueprint.get("/seances/<public_id>/appels")
@needs(Action.SEE_ATTENDEES)
def show(public_id: str) -> ResponseReturnValue:
    """The partners with people in the session, who was told and by whom."""
    called = queries.call_list(viewer(), public_id)
    return render_template("attendance/calls/show.html", calls=called, card=called.card)


@blueprint.post("/seances/<public_id>/appels")
@needs(Action.SEE_ATTENDEES)
def note(public_id: str) -> ResponseReturnValue:
    """Tick a partner that was told, or take the tick back."""
    called = queries.call_list(viewer(), public_id)
    partner = row_number(request.form.get("partner"))
    found = next((one for one in called.partners if one.id == partner), None)
    if found is None:
        raise NotFound
    told = request.form.get("told") == "1"
    services.note(Call(called.card.id, found.id, told, account_id()))
    words = _("%(name)s est prévenue.", name=found.name) if told else _("%(name)s est à appeler.", name=found.name)
    return done(url_for(".show", public_id=public_id), words)
