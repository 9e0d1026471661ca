"""A smoke of every page on PostgreSQL: the same answers as in the table of routes, which SQLite gave."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.test_routes import TABLE, read_addresses

ROLES = ("anonymous", "coordinator", "trainer", "admin")


def expected(role: str) -> dict[str, int]:
    """What the committed table says for one role, by rule."""
    header, *rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    column = header.index(role)
    return {row[0]: int(row[column + 1]) for row in rows}


def status_of(client: FlaskClient, address: str) -> int:
    with client.get(address) as response:
        return response.status_code


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_every_page_answers_alike_on_postgresql(app: Flask, world: World) -> None:
    tokens = route_world.build(world)
    client = FlaskClient(app, app.response_class)
    found: dict[str, dict[str, int]] = {}
    for role in ROLES:
        with client.session_transaction() as cookie:
            cookie.clear()
            if role in tokens:
                cookie["_user_id"] = tokens[role]
        found[role] = {rule: status_of(client, address) for rule, address in read_addresses(app)}

    assert found == {role: expected(role) for role in ROLES}
