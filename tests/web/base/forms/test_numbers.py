"""A number that comes with a request may be anything: it is refused or ignored, on every page and in every field."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import emptied, keep_copy, put_copy_back
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.request_crawl import Fields, Form, Visitor, forms_of, noting, queries_of
from tests.law.pages.route_samples import ARGUMENT, address_of

DIGITS = "9" * 5000
HOSTILE = [DIGITS, "-1", "٣", "", str(2**63), str(2**31), "9" * 9, "1_0"]
BEYOND = [str(2**31)]  # the smallest that no integer column of PostgreSQL holds
COPY = "numbers.sqlite3"
# Found by the first who asks: the small world is the same for each test, on either engine.
QUERIES: list[tuple[str, str, str]] = []


class House:
    """The small world, built anew once something in it has changed; a failure is answered as in production."""

    def __init__(self, app: Flask, world: World, engine_name: str) -> None:
        self.app, self.world, self.engine_name = app, world, engine_name
        self.visitors: dict[str, Visitor] = {}
        self.tokens = route_world.build(world)
        if engine_name == "sqlite":
            keep_copy(app, COPY)

    def forms(self) -> list[Form]:
        return forms_of(self.app, self.tokens)

    def queries(self) -> list[tuple[str, str, str]]:
        if not QUERIES:
            QUERIES.extend(queries_of(self.app, self.tokens))
        return QUERIES

    def visitor(self, role: str) -> Visitor:
        if role not in self.visitors:
            self.visitors[role] = Visitor(self.app, self.tokens[role])
        return self.visitors[role]

    def post(self, role: str, address: str, fields: Fields) -> int:
        status = self.visitor(role).post(address, fields)
        if 300 <= status < 400:  # what writes redirects
            self.restore()
        return status

    def restore(self) -> None:
        self.visitors.clear()  # one may have signed out
        if self.engine_name == "sqlite":
            put_copy_back(self.app, COPY)
            return
        emptied(self.app, self.engine_name)
        self.tokens = route_world.build(self.world)

    def asked(self, role: str, address: str, fields: Fields) -> set[str]:
        """The names that the view of this address reads from a form; on PostgreSQL only where no page shows them."""
        if fields and self.engine_name == "postgresql":
            return set()
        with noting(self.app) as names:
            self.post(role, address, fields)
            return set(names)


@pytest.fixture
def house(app: Flask, world: World, engine_name: str, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setitem(app.config, "TESTING", False)
    return House(app, world, engine_name)


def failures_of_forms(house: House, values: list[str]) -> list[tuple[str, str, str]]:
    failed = []
    for form in house.forms():
        unseen = house.asked(form.role, form.address, form.fields) - form.fields.keys() - {"csrf_token"}
        for name in sorted(form.numbers | unseen):
            for value in values:
                if house.post(form.role, form.address, {**form.fields, name: [value]}) >= 500:
                    failed.append((form.address, name, value[:25]))
    return failed


def failures_of_queries(house: House, values: list[str]) -> list[tuple[str, str, str]]:
    return [
        (address, name, value[:25])
        for role, address, name in house.queries()
        for value in values
        if house.visitor(role).page(address, **{name: value})[0] >= 500
    ]


def hostile_addresses(app: Flask, value: str) -> list[tuple[str, set[str]]]:
    """Every address with a number in it, and the methods it takes."""

    def other(argument: re.Match[str]) -> str:
        return value if (argument["converter"] or "").startswith("int") else argument[0]

    found = []
    for rule in app.url_map.iter_rules():
        if "<int" in rule.rule:
            bent = ARGUMENT.sub(other, rule.rule)
            found.append((address_of(rule, bent), set(rule.methods or ())))
    return found


@pytest.mark.parametrize("value", [DIGITS, "-1", "٣", str(2**63), str(2**31), "1_0"])
def test_no_address_with_another_number_is_a_page(house: House, value: str) -> None:
    visitor = house.visitor("admin")

    found = {
        (address, visitor.page(address)[0] if "GET" in methods else visitor.post(address, {}))
        for address, methods in hostile_addresses(house.app, value)
    }

    assert {(address[:60], status) for address, status in found if status != 404} == set()


@pytest.mark.parametrize(("engine_name", "values"), [("sqlite", HOSTILE), ("postgresql", BEYOND)])
@pytest.mark.parametrize("failures", [failures_of_forms, failures_of_queries])
def test_no_number_of_a_request_is_a_failure(
    house: House, values: list[str], failures: Callable[[House, list[str]], list[tuple[str, str, str]]]
) -> None:
    assert failures(house, values) == []


def test_the_crawl_finds_the_fields_that_no_page_shows_and_the_names_in_addresses(house: House) -> None:
    undo = "/gestion/seances/seance01/remettre"
    named = {name for _role, _address, name in house.queries()}

    assert undo in {form.address for form in house.forms()}
    assert "version" in house.asked("admin", undo, {})
    assert named >= {"page", "rencontre", "boite", "version"}
