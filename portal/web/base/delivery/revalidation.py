"""A public page that did not change since a browser got it: said before any view, by one small statement.

The tag of a page is made of its address, the build, the revision of what public pages show, and the next moment at
which they change by themselves (docs/adr/0020). It is given and heard only where no cookie of ours comes along: who
has none is nobody in particular, and nothing waits to be told to them.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, request
from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wsgi import ClosingIterator

from portal import clock
from portal.database import db, revisions
from portal.queries.base.moments import next_change
from portal.rules.base.states import CountKind
from portal.services.base import counts
from portal.settings import settings_of
from portal.web.base.delivery import builds
from portal.web.base.delivery.compression import holds_no_secret
from portal.web.base.request import security_headers
from portal.web.base.request.access import follows_revision
from portal.web.base.request.counting import COUNTED
from portal.web.base.request.numbers import row_number

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

READS = ("GET", "HEAD")
LONGEST = 2000  # of a list of tags
# What a visit of the page counts stands in its tag, under the same seal: the page need not be looked for.
TAG = re.compile(r'"r-[0-9a-f]{24}((?:\.[a-z_]{1,20}\.[0-9]{1,9}\.[a-z_]{1,20})?)"')
PLACE = "revalidation"
PRESENT = "portal.present"
SAYS = {"Cache-Control": "no-cache", "Vary": "Cookie, Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class Present:
    """What pages depend on at a moment: the revision, and from when until when it stands without a write."""

    revision: str
    since: datetime
    until: datetime


class Revalidation:
    """A WSGI application in front of another: it says 304 where the tag is still that of the page."""

    def __init__(self, app: Flask, root: Path) -> None:
        """To be put before `app` first of all: both then read the same address."""
        self._app, self._root = app, root
        self._application: WSGIApplication = app.wsgi_app
        self._known: Present | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """That nothing changed, where nothing did; else what the application says."""
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        tag = self._still_right(environ, asked) if "r-" in asked and self.hears(environ) else None
        if tag is None:
            return self._application(environ, start_response)
        start_response("304 NOT MODIFIED", [*self._headers, ("ETag", f"W/{tag[0]}")])
        return ClosingIterator((), lambda: self._count(tag[1], environ))

    def hears(self, environ: "WSGIEnvironment") -> bool:
        """Whether a request reads, and brings no cookie of ours."""
        bare = self._app.config["SESSION_COOKIE_NAME"] not in environ.get("HTTP_COOKIE", "")
        return bare and environ["REQUEST_METHOD"] in READS

    def present(self, connection: Connection) -> Present | None:
        """What pages depend on now; None before anything was written. To be asked before a page reads anything."""
        revision, now, known = revisions.present(connection), clock.now(), self._known
        if revision is None:
            return None
        if known is None or known.revision != revision or not known.since <= now < known.until:
            known = self._known = Present(revision, now, next_change(connection, now))
        return known

    def tag(self, environ: "WSGIEnvironment", present: Present, counted: str) -> str:
        """The tag of a page, in quotes; `counted` is what a visit of it counts."""
        where = [environ.get(name, "") for name in ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")]
        parts = (environ["wsgi.url_scheme"], *where, present.revision, present.until.isoformat(), counted)
        digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), key=self._key, digest_size=12)
        return f'"r-{digest.hexdigest()}{counted}"'

    def _still_right(self, environ: "WSGIEnvironment", asked: str) -> tuple[str, str] | None:
        """The tag that is still that of the page, and what it counts. Where the database is away, the page says so."""
        try:
            with self._engine.connect() as connection:
                present = self.present(connection)
        except SQLAlchemyError:
            return None
        found = ((one[0], one[1]) for one in TAG.finditer(asked[:LONGEST]))
        return next((one for one in found if present and self.tag(environ, present, one[1]) == one[0]), None)

    def _count(self, counted: str, environ: "WSGIEnvironment") -> None:
        if counted and environ["REQUEST_METHOD"] == "GET":
            _nothing, kind, number, what = counted.split(".")
            with self._app.app_context():
                counts.add_one(kind, row_number(number) or 0, CountKind(what))

    @cached_property
    def _engine(self) -> Engine:
        with self._app.app_context():
            return db.engine

    @cached_property
    def _key(self) -> bytes:
        return builds.key_of(self._root, settings_of(self._app))

    @cached_property
    def _headers(self) -> list[tuple[str, str]]:
        secure = self._app.config["SESSION_COOKIE_SECURE"]
        return [*security_headers.headers(secure=secure).items(), *SAYS.items()]


def stand_before(app: Flask, root: Path) -> None:
    """Put it before `app`, whose files lie in `root`."""
    app.extensions[PLACE] = app.wsgi_app = Revalidation(app, root)  # type: ignore[method-assign] # the documented way


def add_to(app: Flask) -> None:
    """Let the pages of `app` have their tags; to be added before the headers are, so that it sees those."""
    app.before_request(_look)
    app.after_request(_give)


def _look() -> None:
    """Before a page that may have a tag reads anything. One that needs no database does not miss it."""
    front = _front()
    if request.endpoint is None or not follows_revision(current_app, request.endpoint):
        return
    if front.hears(request.environ):
        try:
            request.environ[PRESENT] = front.present(db.session.connection())
        except SQLAlchemyError:
            db.session.rollback()


def _give(response: Response) -> Response:
    present = request.environ.get(PRESENT)
    if present and response.status_code == 200 and not response.is_streamed and holds_no_secret(response):
        tag = _front().tag(request.environ, present, request.environ.get(COUNTED, ""))
        response.headers["ETag"] = f"W/{tag}"
    return response


def _front() -> Revalidation:
    front: Revalidation = current_app.extensions[PLACE]
    return front
