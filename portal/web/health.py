"""`/healthz`: is the portal able to serve?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal.queries import health
from portal.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def show() -> ResponseReturnValue:
    """200 while pages can be served, whatever happens to mail (`status` says it); 503 when the database is away."""
    checks = health.checks()
    return jsonify(checks), 200 if checks["status"] != "away" else 503
