"""/static/ is answered before the application: no session, no cookie, no database, and the headers of every answer."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from portal.web.base.delivery.shelf import PREFIX, Shelf, StaticFile

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

A_YEAR = 31_536_000
KEPT = f"public, max-age={A_YEAR}, immutable"
# Without its digest, or with that of another version: sent as it is now, and asked for again at the next visit.
ASKED_AGAIN = "public, no-cache"


class StaticFiles:
    """A WSGI application in front of another: it answers what lies on the shelf, and passes on the rest."""

    def __init__(self, application: "WSGIApplication", shelf: Shelf, headers: Mapping[str, str]) -> None:
        """`headers` stand on each of its answers."""
        self._application = application
        self._shelf = shelf
        self._headers = headers

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The file that is asked for, else what the application says."""
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        if path.startswith(PREFIX) and method in ("GET", "HEAD"):
            found, exact = self._shelf.asked(path.removeprefix(PREFIX))
            if found is not None:
                response = self._answer(Request(environ), found, KEPT if exact else ASKED_AGAIN)
                return response(environ, start_response)
        return self._application(environ, start_response)

    def _answer(self, request: Request, found: StaticFile, kept: str) -> Response:
        packs = found.packed is not None and takes_gzip(request)
        body = found.packed if packs and found.packed is not None else found.content
        response = Response(body, mimetype=found.mimetype, headers={**self._headers, "Cache-Control": kept})
        if packs:
            response.headers["Content-Encoding"] = "gzip"
        if found.packed is not None:
            response.vary.add("Accept-Encoding")
        response.set_etag(found.digest, weak=True)  # of both forms alike
        return response.make_conditional(request)


def takes_gzip(request: Request) -> bool:
    """Whether whoever asks says that gzip is understood."""
    return request.accept_encodings.quality("gzip") > 0
