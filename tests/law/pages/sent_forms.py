"""The forms of the small world, sent: what comes back is seen, and what it changed is undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, template_rendered
from jinja2 import Template

from tests.conftest import keep_copy, put_copy_back
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.request_crawl import Fields, Form, Visitor, forms_of

COPY = "sent.sqlite3"


class House:
    """The small world, with one visitor a role; brought back after whatever changed it."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.tokens = route_world.build(world)
        keep_copy(app, COPY)
        self.visitors: dict[str, Visitor] = {}

    def forms(self) -> list[Form]:
        """Every form that a page offers; that of the page of components goes nowhere."""
        return [form for form in forms_of(self.app, self.tokens) if form.fields and form.address.startswith("/")]

    def visitor(self, role: str) -> Visitor:
        return self.visitors.setdefault(role, Visitor(self.app, self.tokens[role]))

    def post(self, form: Form, fields: Fields) -> tuple[int, str]:
        """The status and the page that comes back; a redirect has none, and what it changed is undone."""
        visitor = self.visitor(form.role)
        with visitor.client.post(form.address, data={**fields, "csrf_token": visitor.csrf}) as response:
            page = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
            status = response.status_code
        if status == 200 or 300 <= status < 400:
            self.visitors.clear()
            put_copy_back(self.app, COPY)
        return status, page if status < 300 or status >= 400 else ""


def emptied(form: Form) -> Fields:
    """What its main button sends when nobody typed anything: hidden fields stay as they are."""
    return {name: values if name in form.hidden else [""] for name, values in form.fields.items()}


@contextmanager
def templates_drawn(app: Flask) -> Iterator[list[str]]:
    """The names of the templates drawn inside the block, in order."""
    drawn: list[str] = []

    def see(_app: Flask, template: Template, **_context: object) -> None:
        drawn.append(template.name or "")

    with template_rendered.connected_to(see, app):
        yield drawn
