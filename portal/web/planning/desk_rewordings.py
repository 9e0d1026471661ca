"""Staff tell the people, afterwards, of corrections that nobody was told of."""

from collections.abc import Sequence

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.planning import planning, rewordings, workshops
from portal.queries.planning.rewordings import Untold
from portal.rules.base.permissions import Action
from portal.rules.refusals.base import NothingChanged
from portal.services.planning import rewordings as services
from portal.web.base.forms.answering import done
from portal.web.base.request.access import account_id, needs

blueprint = Blueprint("desk_rewordings", __name__, url_prefix="/gestion")


@blueprint.post("/seances/<public_id>/avertir")
@needs(Action.MANAGE)
def of_session(public_id: str) -> ResponseReturnValue:
    """Bring the calendars of one session up to date."""
    untold = rewordings.untold_of_session(planning.training_session(public_id).id)
    return _tell(untold, url_for("desk_sessions.show", public_id=public_id))


@blueprint.post("/lieux/<int:venue_id>/avertir")
@needs(Action.MANAGE)
def of_venue(venue_id: int) -> ResponseReturnValue:
    """Bring the calendars of all sessions at a venue up to date."""
    venue = workshops.venue(venue_id)
    return _tell(rewordings.untold_of_venue(venue.id), url_for("desk_venues.edit", venue_id=venue_id))


@blueprint.post("/formations/<slug>/avertir")
@needs(Action.MANAGE)
def of_workshop(slug: str) -> ResponseReturnValue:
    """Bring the calendars of all sessions of a workshop up to date."""
    workshop = workshops.by_slug(slug)
    return _tell(rewordings.untold_of_workshop(workshop.id), url_for("desk_workshops.edit", slug=slug))


def _tell(untold: Sequence[Untold], then: str) -> ResponseReturnValue:
    try:
        services.tell_now([one.session_id for one in untold], account_id())
    except NothingChanged:
        return done(then, _("Les agendas sont déjà à jour."))
    return done(then, _("Les invitations mises à jour partent dans dix minutes au plus."))
