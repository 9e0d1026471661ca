"""Who gets what: the status of a GET of every route for every role, reviewed at each change.

`ROUTES=write ./test tests/law/pages/test_routes.py` rewrites tests/law/routes.txt: read what changed.
"""

import os
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.database import db
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.route_samples import address_of

TABLE = Path(__file__).with_name("routes.txt")
LEGEND = "# Status of a GET by role. Rewrite: ROUTES=write ./test tests/law/pages/test_routes.py\n"


def read_addresses(app: Flask) -> list[tuple[str, str]]:
    """Pairs of rule and address of every route that answers GET, files apart."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static")
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


def drawn(found: dict[str, list[int]]) -> str:
    width = max(len(rule) for rule in found) + 2
    header = "".join([" " * width, *(f"{role:>{len(role) + 2}}" for role in route_world.ROLES)])
    lines = [
        rule.ljust(width)
        + "".join(f"{status:>{len(role) + 2}}" for role, status in zip(route_world.ROLES, row, strict=True))
        for rule, row in found.items()
    ]
    return LEGEND + "\n".join([header, *lines]) + "\n"


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

    table = drawn(statuses(app, tokens))
    if os.environ.get("ROUTES") == "write":
        TABLE.write_text(table, encoding="utf-8")

    assert table.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()
    assert kept(app) == before


def test_the_table_holds_no_failure() -> None:
    rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()[2:]]

    assert [row for row in rows if any(status.startswith("5") for status in row[1:])] == []
