"""`/healthz`: is the portal able to serve?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal.queries.post import health
from portal.services.upkeep import disk
from portal.web.base.request import arrivals
from portal.web.base.request.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def show() -> ResponseReturnValue:
    """200 while pages can be read, whatever happens to mail or to the disk (`status` says it); 503 without database."""
    address, state = arrivals.seen(), disk.look()
    others = ([arrivals.TROUBLE] if address.problem else []) + ([state.trouble.value] if state.trouble else [])
    checks = health.checks(*others)
    checks["address"] = address.told
    checks["disk"] = state.trouble.value if state.trouble else "ok"
    checks["disk_free_megabytes"] = state.free_megabytes
    return jsonify(checks), 200 if checks["status"] != "away" else 503
