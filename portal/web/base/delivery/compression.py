"""Pages that hold nobody's secret leave compressed. The others do not.

What is typed into an address and comes back on a page, beside a secret of the same page, could be guessed at letter
by letter from the size of the compressed answer (BREACH, CVE-2013-3587).
"""

import gzip

from flask import Flask, Response, g, request, session

from portal.web.base.delivery.static_files import takes_gzip

LEVEL = 6
LEAST = 600  # bytes; below, the gzip saves less than its header
KINDS = {"text/html", "text/plain", "text/calendar", "application/json"}
TOKEN = "csrf_token"  # noqa: S105 (where Flask-WTF keeps the token that it wrote into the page)


def add_to(app: Flask) -> None:
    """Compress what `app` may; to be added before the headers are, so that it sees those."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not (_has_text(response) and holds_no_secret(response)):
        return response
    response.vary.add("Accept-Encoding")
    if takes_gzip(request):
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, _weak = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
    return response


def _has_text(response: Response) -> bool:
    whole = not response.is_streamed and not response.direct_passthrough and "Content-Encoding" not in response.headers
    return whole and response.mimetype in KINDS and (response.content_length or 0) >= LEAST


def holds_no_secret(response: Response) -> bool:
    """Whether everybody would get this answer: it may be kept, bears no token, and changes no cookie."""
    kept = response.cache_control
    return not (kept.no_store or kept.private or TOKEN in g or session.modified or "Set-Cookie" in response.headers)
