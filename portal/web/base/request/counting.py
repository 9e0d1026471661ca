"""Counting a reading after its answer has left: nobody waits for it, and one that fails breaks no page."""

from flask import Response, current_app, request

from portal.rules.base.states import CountKind
from portal.services.base import counts
from portal.web.base.request.access import viewer

COUNTED = "portal.counted"


def counted(response: Response, object_kind: str, object_id: int, kind: CountKind) -> Response:
    """The response, which adds one to the object's day once it is sent; staff's visits do not count.

    What is counted is noted for the tag of the page: a visit that finds it unchanged counts too.
    """
    request.environ[COUNTED] = f".{object_kind}.{object_id}.{kind}"
    if request.method == "GET" and response.status_code == 200 and not viewer().manages:
        # A file handed straight to the server never says that it was sent.
        response.direct_passthrough = False
        app = current_app._get_current_object()  # type: ignore[attr-defined] # the request is over by then

        @response.call_on_close
        def count() -> None:
            with app.app_context():
                counts.add_one(object_kind, object_id, kind)

    return response
