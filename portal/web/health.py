"""`/healthz`: is the portal able to serve?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal.queries import health
from portal.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def show() -> ResponseReturnValue:
    """200 with what was checked, 503 when the database does not answer."""
    checks = health.checks()
    return jsonify(checks), 200 if checks["database"] == "ok" else 503
