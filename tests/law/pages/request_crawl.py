"""Every form and every name that a request may bring, found by opening the pages and noting what the views read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import html5lib
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict

from tests.checked_client import XHTML, CheckedClient
from tests.law.pages.route_samples import address_of
from tests.law.pages.test_routes import read_addresses

ROLES = ("admin", "coordinator", "trainer")
TYPED = {"email": "essai@example.org", "day": "2026-12-01", "moment": "2026-12-01T09:00", "hour": "09:00"}
BUTTONS = ("submit", "button", "image", "reset", "file")
BARE = ("csrf_token",)

Fields = dict[str, list[str]]
FORMS: list["Form"] = []


class Noted(ImmutableMultiDict[str, str]):
    """What an address or a form holds; remembers every name that was asked for."""

    asked: ClassVar[set[str]] = set()

    def get(self, key: str, *rest: Any, **options: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *rest, **options)

    def getlist(self, key: str, *rest: Any, **options: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *rest, **options)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


class NotingRequest(Request):
    parameter_storage_class = Noted


@contextmanager
def noting(app: Flask) -> Iterator[set[str]]:
    """The names that the requests inside the block asked for, in the address or in the form."""
    before, app.request_class = app.request_class, NotingRequest
    Noted.asked.clear()
    try:
        yield Noted.asked
    finally:
        app.request_class = before


@dataclass(frozen=True)
class Form:
    """A form of a page as it would be sent, and which of its fields hold a number.

    `written` has the lines that are read as something else, each with what it is read as: day, hour, moment, number.
    """

    role: str
    address: str
    fields: Fields
    numbers: frozenset[str]
    written: tuple[tuple[str, str], ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def shape(self) -> tuple[str, tuple[str, ...]]:
        return self.address, tuple(sorted(self.fields))


class Visitor:
    """A browser of one role that sends forms and says the status."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = FlaskClient(app, app.response_class)
        CheckedClient.sign_in(self.client, token)  # type: ignore[arg-type] # the plain client: it checks no page
        self.csrf = CheckedClient.csrf_token(self.client)  # type: ignore[arg-type] # as above

    def page(self, address: str, **query: str) -> tuple[int, str]:
        with self.client.get(address, query_string=query or None) as response:
            text = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
            return response.status_code, text

    def post(self, address: str, fields: Fields) -> int:
        with self.client.post(address, data={**fields, "csrf_token": self.csrf}) as response:
            return response.status_code


def forms_in(page: str, role: str, address: str) -> Iterator[Form]:
    """The forms of a page that change something, each as its buttons would send it."""
    tree = html5lib.parse(page)
    for form in tree.iter(XHTML + "form"):
        if form.get("method", "get").lower() != "post":
            continue
        to = form.get("action") or address
        fields, numbers = filled(form)
        written = tuple((one.get("name"), one.get("data-reads")) for one in form.iter() if one.get("data-reads"))
        hidden = frozenset(one.get("name") for one in form.iter() if one.get("type") == "hidden")
        yield Form(role, to, fields, numbers, written, hidden)
        for button in form.iter(XHTML + "button"):
            if button.get("name"):
                name, value = button.get("name"), button.get("value", "")
                own = numbers | ({name} if whole(value) else set())
                yield Form(role, button.get("formaction") or to, {**fields, name: [value]}, frozenset(own))


def filled(form: Any) -> tuple[Fields, frozenset[str]]:
    """What the form sends when every empty field is given something plausible."""
    fields: Fields = {}
    numbers: set[str] = set()
    for element in form.iter():
        name, tag = element.get("name"), str(element.tag).removeprefix(XHTML)
        if not name or tag not in ("input", "select", "textarea") or element.get("type") in BUTTONS:
            continue
        kind = element.get("data-reads") or (element.get("type", "text") if tag == "input" else tag)
        values = values_of(element, kind)
        if holds_number(kind, values):
            numbers.add(name)
        fields.setdefault(name, []).extend(values[-1:] if kind == "select" else values)
    return fields, frozenset(numbers - set(BARE))


def values_of(element: Any, kind: str) -> list[str]:
    """What a field may hold: all the options of a list, else what it shows, or what somebody could type."""
    if kind == "select":
        return [option.get("value", "") for option in element.iter(XHTML + "option")]
    if kind == "textarea":
        return [(element.text or "").strip() or "Texte"]
    if kind == "number":
        return [element.get("value") or "1"]
    shown = element.get("value", "")
    return [shown if kind in ("hidden", "checkbox", "radio") else shown or TYPED.get(kind, "Texte")]


def holds_number(kind: str, values: list[str]) -> bool:
    """A hidden field may: its value is read back, whatever it is now."""
    return kind in ("hidden", "number") or (kind in ("select", "checkbox", "radio") and any(map(whole, values)))


def whole(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def post_addresses(app: Flask) -> list[str]:
    """A sample of every address that takes a form."""
    return sorted({address_of(rule) for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())})


def forms_of(app: Flask, tokens: dict[str, str]) -> list[Form]:
    """Every form that a page of the small world offers; an address without one gets what its view asks for.

    Found by the first who asks: the small world is the same for each test, on either engine.
    """
    if not FORMS:
        FORMS.extend(_found_forms(app, tokens))
    return FORMS


def _found_forms(app: Flask, tokens: dict[str, str]) -> list[Form]:
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for role in ROLES:
        visitor = Visitor(app, tokens[role])
        for _rule, address in read_addresses(app):
            for form in forms_in(visitor.page(address)[1], role, address):
                found.setdefault(form.shape, form)
    offered = {form.address.partition("?")[0] for form in found.values()}
    bare = [Form("admin", address, {}, frozenset()) for address in post_addresses(app) if address not in offered]
    return [*found.values(), *bare]


def queries_of(app: Flask, tokens: dict[str, str]) -> list[tuple[str, str, str]]:
    """Role, address and name of everything that a page reads from its address."""
    found = []
    for role in ROLES:
        visitor = Visitor(app, tokens[role])
        for _rule, address in read_addresses(app):
            with noting(app) as asked:
                visitor.page(address)
                found += [(role, address, name) for name in sorted(asked)]
    return found
