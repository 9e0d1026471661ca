"""A browser without a cookie, and the addresses of the pages that have a tag for it."""

from dataclasses import dataclass

from flask import Flask
from werkzeug.test import Client

from portal.web.base.request.access import follows_revision
from tests.law.pages.route_samples import address_of

QUERIES = ("/?theme=housing_application", "/annuaire?q=fadd", "/recherche?q=atelier", "/fiches/fiche?commune=52011")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    tag: str
    body: bytes
    headers: dict[str, str]


def ask(app: Flask, address: str, tag: str = "", method: str = "GET", **headers: str) -> Answer:
    """What anybody gets at an address; `tag` is that of what the browser has."""
    sent = {**({"If-None-Match": tag} if tag else {}), **headers}
    with Client(app, use_cookies=False).open(address, method=method, headers=sent, buffered=True) as response:
        return Answer(response.status_code, response.headers.get("ETag", ""), response.data, dict(response.headers))


def tagged_addresses(app: Flask) -> list[str]:
    """A sample of every page that follows the revision, some of them narrowed."""
    rules = (rule for rule in app.url_map.iter_rules() if follows_revision(app, rule.endpoint))
    return sorted({*map(address_of, rules), *QUERIES})
