"""Registering people for a session."""

from flask import Blueprint

from portal.rules.permissions import Action
from portal.web.access import needs

blueprint = Blueprint("registrations", __name__)


@blueprint.route("/seances/<public_id>/inscription", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def register(public_id: str) -> object:
    """Register colleagues."""
    raise NotImplementedError
