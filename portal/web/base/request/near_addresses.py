"""An address of ours that came with something too much: a slash, a bracket, a full stop, capital letters.

Mail programs and documents take the sign after an address into the link, and people type one in capitals.
"""

from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from portal.rules.base.text import without_invisible

NOT_AN_END = "/.,;:!?…)]}>»\"'’”*\\ \t\r\n\u00a0\u202f"
# What tells capitals from small letters: sealed tokens, the numbers of certificates, files.
_WITH_CAPITALS = {"token", "number", "stable_id", "name"}


def set_up(app: Flask) -> None:
    """Take the sign too much away before any page is asked: one with a link of a mail would say that it is too old."""
    app.before_request(straighten)


def straighten() -> ResponseReturnValue | None:
    """None of our addresses ends with such a sign."""
    return nearest() if request.path != "/" and request.path.endswith(tuple(NOT_AN_END)) else None


def nearest() -> ResponseReturnValue | None:
    """The way to the page that was meant, for an address that is none of ours as it stands; None
    when no page of ours is near.

    Only what was asked for with GET or HEAD is sent on, only to a page of our own map, and never twice: the address
    given has nothing left to take away. Whether the page exists for this visitor is not asked, so nothing is told.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    bare = without_invisible(request.path).rstrip(NOT_AN_END) or "/"
    found = _page_at(bare.lower())
    meant = bare.lower()
    if found is None or _WITH_CAPITALS & found[0].arguments:
        found, meant = _page_at(bare), bare
    if found is None or meant == request.path:
        return None
    rule, values = found
    query = request.query_string.decode("latin-1")
    return redirect(url_for(rule.endpoint, **values) + (f"?{query}" if query else ""), 301)


def _page_at(path: str) -> tuple[Rule, dict[str, Any]] | None:
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        rule, values = adapter.match(path, method="GET", return_rule=True)
    except HTTPException:  # also a redirect of the map's own, for doubled slashes
        return None
    return rule, dict(values)
