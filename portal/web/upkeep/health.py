"""`/healthz`: is the portal able to serve?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal.queries.post import health
from portal.web.base.request import arrivals
from portal.web.base.request.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def show() -> ResponseReturnValue:
    """200 while pages can be served, whatever happens to mail (`status` says it); 503 when the database is away."""
    address = arrivals.seen()
    checks = health.checks(*([arrivals.TROUBLE] if address.problem else []))
    checks["address"] = address.told
    return jsonify(checks), 200 if checks["status"] != "away" else 503
