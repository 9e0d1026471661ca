"""A test client that checks every HTML page it opens, and sends the CSRF token as a browser would."""

from typing import Any

import html5lib
from flask.testing import FlaskClient
from html5lib.constants import E
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

BREAK = "<wbr>@"
XHTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = ("hidden", "submit", "button", "image")
# A browser sends nothing where one of these is half typed: absence could not be told from a mistake (docs/adr/0018).
SILENT_TYPES = ("date", "time", "datetime-local", "month", "week", "number")


class CheckedClient(FlaskClient):
    """`get` and `post` as ever; a page with a fault fails the test that opened it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if kwargs.get("method") == "POST" and kwargs.pop("csrf", True):
            fields = kwargs.get("data") or {}
            if isinstance(fields, dict):
                kwargs["data"] = {"csrf_token": self.csrf_token(), **fields}
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data and response.status_code not in (301, 302, 303, 304, 308):
            page = response.get_data(as_text=True)
            check_page(page)
            # As it is read: an address that may break before its "@" is the address, where a test looks for a leak too.
            response.set_data(page.replace(BREAK, "@"))
        return response

    def csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", "0" * 40)
        key = self.application.secret_key
        token: str = URLSafeTimedSerializer(str(key), salt="wtf-csrf-token").dumps(raw)
        return token

    def sign_in(self, token: str) -> "CheckedClient":
        with self.session_transaction() as session:
            session["_user_id"] = token
        return self


def check_page(page: str) -> None:
    """Assert: valid HTML, one h1, a title, unique ids, fields with label and errors, no inline script or style."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    tree = parser.parse(page)
    faults = [E[code] % details for _where, code, details in parser.errors]
    assert not faults, f"invalid HTML: {faults}"
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    _check_headings(elements)
    _check_ids(elements)
    _check_labels(elements)
    _check_nothing_is_lost(elements)
    _check_errors(elements)
    _check_nothing_inline(elements)


def _named(elements: list[Any], *tags: str) -> list[Any]:
    wanted = {XHTML + tag for tag in tags}
    return [element for element in elements if element.tag in wanted]


def _check_headings(elements: list[Any]) -> None:
    assert len(_named(elements, "h1")) == 1, "a page has one h1"
    titles = _named(elements, "title")
    assert any((title.text or "").strip() for title in titles), "a page has a title"


def _check_ids(elements: list[Any]) -> None:
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids)), f"ids repeat: {sorted({name for name in ids if ids.count(name) > 1})}"
    known = set(ids)
    for element in elements:
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            for name in (element.get(attribute) or "").split():
                assert name in known, f"{attribute} points to nothing: {name}"


def _check_labels(elements: list[Any]) -> None:
    labelled = {label.get("for") for label in _named(elements, "label")}
    wrapped = {inner for label in _named(elements, "label") for inner in label.iter()}
    for field in _named(elements, *LABELLED):
        if field.get("type") in UNLABELLED_TYPES:
            continue
        said = field.get("aria-label") or field.get("aria-labelledby")
        named = field.get("id") in labelled or field in wrapped or said
        assert named, f"a field has no label: {field.get('name')}"


def _check_nothing_is_lost(elements: list[Any]) -> None:
    silent = [field.get("name") for field in _named(elements, "input") if field.get("type") in SILENT_TYPES]
    assert not silent, f"what is half typed there would not be sent: {silent}"


def _check_errors(elements: list[Any]) -> None:
    """What is wrong with a field is linked to it; a summary that takes the focus holds all of it, the title says so."""
    invalid = [field for field in elements if field.get("aria-invalid") == "true"]
    summaries = [one for one in elements if one.get("data-error-summary") is not None]
    for field in invalid:
        said = [name for name in (field.get("aria-describedby") or "").split() if name.endswith("-erreur")]
        assert said, f"nothing says what is wrong with {field.get('name')}"
    assert summaries or not invalid, "fields are wrong, and no summary says so"
    assert all(one.get("autofocus") is not None and one.get("tabindex") == "-1" for one in summaries)
    title = _named(elements, "title")[0].text or ""
    assert title.startswith("Erreur") or not summaries, "something is wrong, and the window's title does not say so"


def _check_nothing_inline(elements: list[Any]) -> None:
    for element in elements:
        assert not element.get("style"), f"inline style on {element.tag}"
        assert not [name for name in element.attrib if name.startswith("on")], f"inline handler on {element.tag}"
    for script in _named(elements, "script"):
        assert script.get("src") or script.get("type") == "application/json", "inline script"
    assert not _named(elements, "style"), "inline style sheet"
