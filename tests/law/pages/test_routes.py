"""Who gets what: the status of a GET of every route for every role, and whose POST reaches its view.

`ROUTES=write ./test tests/law/pages/test_routes.py` rewrites routes.txt and writes.txt beside it: read what changed.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.database import db
from portal.rules.base.permissions import ANONYMOUS, Action, can
from portal.web.base.request import identity
from portal.web.base.request.access import PUBLIC, declared_access
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.route_samples import address_of

TABLE = Path(__file__).with_name("routes.txt")
WRITES = Path(__file__).with_name("writes.txt")
LEGEND = "# Status of a GET by role. Rewrite: ROUTES=write ./test tests/law/pages/test_routes.py\n"
WRITES_LEGEND = "# Whose POST reaches the view. Rewrite: ROUTES=write ./test tests/law/pages/test_routes.py\n"


def read_addresses(app: Flask) -> list[tuple[str, str]]:
    """Pairs of rule and address of every route that answers GET."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return sorted((rule.rule, address_of(rule)) for rule in rules)


def statuses(app: Flask, tokens: dict[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {rule: [] for rule, _address in read_addresses(app)}
    for role in route_world.ROLES:
        for rule, address in read_addresses(app):
            client = FlaskClient(app, app.response_class)
            with client.session_transaction() as cookie:
                if role in tokens:
                    cookie["_user_id"] = tokens[role]
            with client.get(address) as response:
                found[rule].append(response.status_code)
    return found


def writers(app: Flask, tokens: dict[str, str]) -> dict[str, list[str]]:
    """Whose POST reaches the view of each route, by what the view declares; the view may narrow it to its object."""
    rules = sorted((rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())), key=str)
    found: dict[str, list[str]] = {}
    with app.test_request_context():
        actors = [identity.load(tokens[role]) if role in tokens else ANONYMOUS for role in route_world.ROLES]
        for rule in rules:
            declared = declared_access(app, rule.endpoint)
            reaches = [declared == PUBLIC or can(actor or ANONYMOUS, Action(declared)) for actor in actors]
            found[rule.rule] = ["yes" if open_to else "-" for open_to in reaches]
    return found


def drawn(found: Mapping[str, Sequence[object]], legend: str) -> str:
    width = max(len(rule) for rule in found) + 2
    header = "".join([" " * width, *(f"{role:>{len(role) + 2}}" for role in route_world.ROLES)])
    lines = [
        rule.ljust(width)
        + "".join(f"{cell!s:>{len(role) + 2}}" for role, cell in zip(route_world.ROLES, row, strict=True))
        for rule, row in found.items()
    ]
    return legend + "\n".join([header, *lines]) + "\n"


def kept(app: Flask) -> dict[str, list[str]]:
    """All that the portal remembers, but what a GET may add: a count, a journalled download, a sign-in's last use."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(str(row) for row in connection.execute(select(table)) if "downloaded" not in str(row))
            for table in db.metadata.sorted_tables
            if table.name not in ("counts", "sign_ins")
        }


def test_every_role_gets_what_the_table_says_and_no_get_changes_anything(app: Flask, world: World) -> None:
    tokens = route_world.build(world)
    before = kept(app)

    assert_as_reviewed(TABLE, drawn(statuses(app, tokens), LEGEND))
    assert kept(app) == before


def test_every_form_is_open_to_whom_the_table_says(app: Flask, world: World) -> None:
    """A form without a page of its own is in no other table: a button that only its page hides would be open."""
    assert_as_reviewed(WRITES, drawn(writers(app, route_world.build(world)), WRITES_LEGEND))


def assert_as_reviewed(table: Path, drawn_now: str) -> None:
    if os.environ.get("ROUTES") == "write":
        table.write_text(drawn_now, encoding="utf-8")
    assert drawn_now.splitlines() == table.read_text(encoding="utf-8").splitlines()


def test_the_table_holds_no_failure() -> None:
    rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()[2:]]

    assert [row for row in rows if any(status.startswith("5") for status in row[1:])] == []
