"""Whatever goes wrong with a form, what was typed comes back, and sending it again does what was asked, once.

Every form that a page of the small world offers, and every address that takes one, meets every fault.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.database import db
from portal.models.planning.workshops import Venue
from portal.models.registrations.registrations import Registration
from portal.rules.base.waiting import KEPT_WAITING
from portal.web.base.request import addresses
from portal.web.base.request.kept_forms import SECRETS
from tests.checked_client import XHTML, check_page
from tests.conftest import keep_copy, put_copy_back
from tests.factories import World
from tests.law.pages import route_samples as sample
from tests.law.pages import route_world
from tests.law.pages.request_crawl import Fields, Form, Visitor, forms_of
from tests.locked import full, read_only, written_elsewhere

FROM_HERE = {"Origin": "http://localhost"}
COPY = "given-back.sqlite3"
LIMIT = 5_000  # in place of a megabyte: a hundred pages are read back here
LONG = "é" * LIMIT
FORMS: list[Form] = []


class House:
    """The small world, built anew after each form; a failure is answered as in production."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.tokens = app, route_world.build(world)
        keep_copy(app, COPY)
        if not FORMS:
            # The page of components shows forms that are sent nowhere.
            FORMS.extend(form for form in forms_of(app, self.tokens) if form.address.startswith("/"))
            self.restore()

    def restore(self) -> None:
        put_copy_back(self.app, COPY)

    def visitor(self, role: str) -> Visitor:
        return Visitor(self.app, self.tokens.get(role, ""))

    def rows(self) -> dict[str, int]:
        """How many rows each table holds, but for what a page adds by being looked at."""
        with self.app.app_context():
            tables = [table for table in db.metadata.sorted_tables if table.name != "counts"]
            return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.fixture
def house(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setitem(app.config, "TESTING", False)
    return House(app, world)


def send(visitor: Visitor, address: str, fields: Fields, **options: Any) -> TestResponse:
    data = {"csrf_token": visitor.csrf, **fields}
    with visitor.client.post(address, data=data, headers=FROM_HERE, **options) as response:
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            check_page(response.get_data(as_text=True))
        return response


def held(response: TestResponse, address: str) -> Fields:
    """What the form that the page gives back would send to the same address; nothing where there is none."""
    fields: Fields = {}
    for form in html5lib.parse(response.get_data(as_text=True)).iter(XHTML + "form"):
        if form.get("action", "").partition("?")[0] != address.partition("?")[0]:
            continue
        for field in (one for one in form.iter() if one.tag in (XHTML + "input", XHTML + "textarea")):
            text = (field.text or "") if field.tag == XHTML + "textarea" else field.get("value", "")
            fields.setdefault(field.get("name", ""), []).append(text)
    return fields


def lost(response: TestResponse, form: Form) -> set[str]:
    given = held(response, form.address)
    return {name for name, typed in form.fields.items() if name not in SECRETS and given.get(name) != typed}


@contextmanager
def crash_before(app: Flask) -> Iterator[None]:
    """We fail before the view is asked."""

    def crash() -> None:
        raise RuntimeError("a mistake of ours")

    app.before_request_funcs[None].append(crash)
    try:
        yield
    finally:
        app.before_request_funcs[None].remove(crash)


@contextmanager
def crash_after(app: Flask) -> Iterator[None]:
    """We fail once the view has done its work."""

    def crash(_response: object) -> None:
        raise RuntimeError("a mistake of ours")

    app.after_request_funcs[None].insert(0, crash)  # type: ignore[arg-type] # it never answers
    try:
        yield
    finally:
        app.after_request_funcs[None].remove(crash)  # type: ignore[arg-type] # as above


Failing = Callable[[Flask], AbstractContextManager[None]]
# A view that writes nothing meets none of the last three; what counts is that at least so many do.
FAULTS: dict[str, tuple[Failing, int, int]] = {
    "crash": (crash_before, 500, 100),
    "locked": (written_elsewhere, 503, 50),
    "full": (full, 503, 5),
    "read only": (read_only, 503, 50),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_typed_comes_back_after_a_fault(house: House, fault: str) -> None:
    failing, status, fewest = FAULTS[fault]
    met, wrong = 0, []
    with failing(house.app):
        for form in FORMS:
            response = send(house.visitor(form.role), form.address, form.fields)
            if response.status_code == status:
                met += 1
                wrong += [(form.address, name) for name in lost(response, form)]
            elif response.status_code >= 500:
                wrong.append((form.address, str(response.status_code)))

    assert wrong == []
    assert met >= fewest


def test_what_waited_too_long_for_its_turn_comes_back_and_can_be_sent_again_once(house: House) -> None:
    wrong = []
    for form in FORMS:
        visitor = house.visitor(form.role)
        late = send(visitor, form.address, form.fields, environ_overrides={KEPT_WAITING: True})
        again = held(late, form.address)
        wrong += [(form.address, name) for name in lost(late, form)]
        assert (late.status_code, late.headers["Retry-After"]) == (503, "30")
        if SECRETS & form.fields.keys() - {"csrf_token"}:
            continue  # the code is typed again
        second = send(visitor, form.address, again).status_code
        after = house.rows()
        house.restore()
        if (send(house.visitor(form.role), form.address, form.fields).status_code, house.rows()) != (second, after):
            wrong.append((form.address, "is not what was asked"))
        house.restore()

    assert wrong == []


@pytest.mark.parametrize(("status", "token"), [(400, "admin"), (401, "")])
def test_what_was_typed_comes_back_to_whose_sign_in_ended(house: House, status: int, token: str) -> None:
    wrong = []
    for form in FORMS:
        visitor = house.visitor(token)
        fields = {**form.fields, "csrf_token": ["stale"]} if status == 400 else form.fields
        response = send(visitor, form.address, fields)
        if response.status_code == status:
            wrong += [(form.address, name) for name in lost(response, form)]
        elif status == 400 and not form.address.startswith("/annonces/arret/"):  # its address is signed instead
            wrong.append((form.address, str(response.status_code)))

    assert wrong == []


def test_a_text_that_is_too_large_comes_back_to_be_shortened(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "LONGEST_TEXT", LIMIT)
    wrong = []
    for form in FORMS:
        larger = Form(form.role, form.address, {**form.fields, "text": [LONG]}, form.numbers)
        response = send(house.visitor(form.role), larger.address, larger.fields)
        assert (response.status_code, form.address) == (413, form.address)
        wrong += [(form.address, name) for name in lost(response, larger)]

    assert wrong == []


def test_every_secret_of_a_form_is_known_as_one(house: House) -> None:
    """What a browser is told never to keep, or to hide, is never given back either."""
    found = set()
    for role, address in [("", "/connexion/code"), *((form.role, form.address) for form in FORMS)]:
        for field in html5lib.parse(house.visitor(role).page(address)[1]).iter(XHTML + "input"):
            if field.get("type") == "password" or field.get("autocomplete") == "one-time-code":
                found.add(field.get("name"))

    assert found == {"code"}
    assert found < SECRETS


def test_a_code_and_a_file_are_asked_for_again(house: House) -> None:
    late = {KEPT_WAITING: True}
    anyone = house.visitor("")
    said = send(anyone, "/connexion/code", {"code": ["ABCD2345"]}, environ_overrides=late).get_data(as_text=True)

    assert "ABCD2345" not in said
    assert "Un code n’est jamais gardé" in said


def test_a_form_that_was_carried_out_before_we_failed_is_shown_and_not_offered_again(house: House) -> None:
    visitor = house.visitor("staff")
    [form] = [one for one in FORMS if one.address == "/gestion/lieux/nouveau"]
    typed = {**form.fields, "name": ["Salle Neuve"], "postcode": ["6000"], "latitude": [""], "longitude": [""]}
    with crash_after(house.app):
        response = send(visitor, "/gestion/lieux/nouveau", typed)

    said = response.get_data(as_text=True)
    assert response.status_code == 500
    assert "Salle Neuve" in said
    with house.app.app_context():
        saved = db.session.scalar(select(func.count()).where(Venue.name == "Salle Neuve"))
    assert (saved, "Envoyer à nouveau" in said) == (1, False)


def test_a_form_with_a_key_is_offered_again_and_done_once(house: House) -> None:
    visitor, address = house.visitor("coordinator"), f"/seances/{sample.SESSION}/inscription"
    typed = {
        "partner": [sample.PARTNER],
        "form_key": ["once"],
        "people-0-given_name": ["Zoé"],
        "people-0-family_name": ["Essai"],
        "people-0-email": [""],
        "people-0-function": [""],
    }
    before = house.rows()[Registration.__tablename__]
    with crash_after(house.app):
        response = send(visitor, address, typed)
    assert "Envoyer à nouveau" in response.get_data(as_text=True)

    again = send(visitor, address, held(response, address))

    assert again.status_code == 303
    assert house.rows()[Registration.__tablename__] == before + 1


@pytest.mark.parametrize("address", ["/mon-association/coordination", "/mon-compte/adresse"])
def test_what_meets_a_limit_comes_back(house: House, address: str) -> None:
    """The only limits that a form meets and that hold no code: who asks again and again writes to others."""
    form = next(one for one in FORMS if one.address.partition("?")[0] == address and "email" in one.fields)
    visitor = house.visitor(form.role)
    for number in range(25):
        typed = {**form.fields, "email": [f"essai{number}@example.org"]}
        response = send(visitor, form.address, typed)
        if response.status_code == 429:
            break

    assert response.status_code == 429
    assert f'value="essai{number}@example.org"' in response.get_data(as_text=True)
