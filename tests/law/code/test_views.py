"""Every view says who may open it, has one address, and takes no form that another site sent."""

from collections import Counter
from importlib import import_module

import pytest
from flask import Flask

from portal.web import blueprints
from portal.web.base.request.access import UndeclaredView, check_declarations
from tests.checked_client import CheckedClient
from tests.law.pages.route_samples import address_of


def test_every_view_declares_who_may_open_it(app: Flask) -> None:
    check_declarations(app)


def test_a_view_that_declares_nothing_stops_the_start() -> None:
    app = Flask("bare")
    app.add_url_rule("/x", "undeclared", lambda: "")

    with pytest.raises(UndeclaredView):
        check_declarations(app)


def test_no_two_views_share_an_address(app: Flask) -> None:
    doors = Counter(
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or ()) - {"HEAD", "OPTIONS"}
    )

    assert [door for door, views in doors.items() if views > 1] == []


def test_a_blueprint_has_the_name_of_its_module() -> None:
    names = {name: import_module(f"portal.web.{name}").blueprint.name for name in blueprints.MODULES}

    assert {module: name for module, name in names.items() if module.rpartition(".")[2] != name} == {}


def test_no_post_is_taken_without_the_token_of_its_form(app: Flask, client: CheckedClient) -> None:
    with app.test_request_context():
        posts = sorted(address_of(rule) for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))
    taken = {url: client.post(url, csrf=False).status_code for url in posts}

    assert {url: status for url, status in taken.items() if status != 400} == {}
    assert taken
