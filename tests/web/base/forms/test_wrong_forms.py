"""Every form, sent empty or with half a date in it: what is wrong is said where it is, and nothing is saved."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask

from tests.checked_client import XHTML, check_page
from tests.factories import World
from tests.law.pages.request_crawl import Form
from tests.law.pages.sent_forms import House, emptied
from tests.law.pages.test_routes import kept

HALVES = {
    "day": ["12 janvier", "31/02/2027", "12"],
    "hour": ["9", "25:00"],
    "moment": ["04102027", "12 janvier 9h"],
    "number": ["2-", "deux"],
    "fraction": ["50,", "nord", "5-"],
}


@pytest.fixture
def house(app: Flask, world: World) -> House:
    return House(app, world)


def control(page: str, name: str) -> Element | None:
    return next((one for one in html5lib.parse(page).iter(XHTML + "input") if one.get("name") == name), None)


def said_of(page: str, name: str) -> str:
    """What is told to be wrong with a field, as it is linked to it; "" for nothing."""
    field = control(page, name)
    if field is None:
        return ""
    wanted = [name for name in (field.get("aria-describedby") or "").split() if name.endswith("-erreur")]
    found = [one for one in html5lib.parse(page).iter() if one.get("id") in wanted]
    return " ".join("".join("".join(one.itertext()) for one in found).split())


def test_a_form_sent_empty_says_what_is_missing_at_its_field_and_takes_the_focus_there(house: House) -> None:
    refused, faults = 0, []
    for form in house.forms():
        status, page = house.post(form, emptied(form))
        if status in (409, 422):
            refused += 1
            check_page(page)
            if "data-error-summary" not in page or (status == 422 and 'class="field__error"' not in page):
                faults.append((form.address, status))

    assert not faults, "\n".join(map(str, faults))
    assert refused > 30


def test_what_is_half_typed_is_said_kept_and_not_saved(house: House) -> None:
    before = kept(house.app)
    tried, faults = set(), []
    for form, name, kind, typed in halves(house.forms()):
        status, page = house.post(form, {**form.fields, name: [typed]})
        field = control(page, name)
        if field is None or field.get("value") != typed or (status == 422 and not said_of(page, name)):
            faults.append((form.address, name, typed, status))
        elif status == 422:
            tried.add((form.address, name, kind))

    assert not faults, "\n".join(map(str, faults))
    assert kept(house.app) == before
    assert {kind for _address, _name, kind in tried} == HALVES.keys()
    assert len(tried) > 15


def halves(forms: list[Form]) -> Iterator[tuple[Form, str, str, str]]:
    for form in forms:
        for name, kind in form.written:
            for typed in HALVES[kind]:
                yield form, name, kind, typed


UNREAD = re.compile("ne se lit pas|Il manque|n’existe pas au|en chiffres")
SHOWN = {
    "day": "mardi 12 janvier 2027",
    "hour": "9\u00a0h\u00a030",
    "moment": "mardi 12 janvier 2027 à 9\u00a0h\u00a030",
    "number": "2",
    "fraction": "50,4114",
}


def test_every_field_takes_a_date_as_our_messages_show_it(house: House) -> None:
    """Two fields may contradict each other: what is asked is that the field could be read."""
    faults = []
    for form in house.forms():
        for name, kind in form.written:
            _status, page = house.post(form, {**form.fields, name: [SHOWN[kind]]})
            if UNREAD.search(said_of(page, name)):
                faults.append((form.address, name))

    assert not faults, "\n".join(map(str, faults))
