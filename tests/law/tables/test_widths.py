"""What a form takes fits the columns it is kept in, and what is made of it fits too: PostgreSQL refuses longer text."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from sqlalchemy import Column, Enum, String, Text
from wtforms import Form, StringField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length

import portal.models
import portal.web
from portal.models.base.base import Base
from portal.rules.base.text import FOLDED_BYTES, NAME_LENGTH, fold, folded_key

# Tables that no form fills, and what a rule of its own keeps short.
NOT_TYPED = {"heartbeats", "municipalities"}
OWN_RULE = {("WorkshopForm", "summary")}
SHORT_NAME = 80
# Made of a given and a family name, or of a name and a short one.
MADE_OF_TWO = {("partners", "name"), ("certificates", "name"), ("search_entries", "title")}
INDEX_ENTRY = 2_704  # bytes that PostgreSQL has for an entry of an index (a third of a page)


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def columns() -> list[Column[str]]:
    list(modules(portal.models))
    every = [column for table in Base.metadata.sorted_tables for column in table.columns]
    return [column for column in every if isinstance(column.type, String) and not isinstance(column.type, Enum)]


def forms(above: type[Form] = Form) -> Iterator[type[Form]]:
    for form in above.__subclasses__():
        if form.__module__.startswith("portal."):
            yield form
        yield from forms(form)


def typed_lengths() -> Iterator[tuple[str, str, int]]:
    """Form, field and how many letters it takes at most."""
    list(modules(portal.web))
    for form in set(forms()):
        for name in dir(form):
            field = getattr(form, name, None)
            if isinstance(field, UnboundField) and issubclass(field.field_class, StringField):
                rules = [
                    *field.kwargs.get("validators", ()),
                    *(rule for part in field.args[1:2] for rule in part or ()),
                ]
                for most in (rule.max for rule in rules if isinstance(rule, Length)):
                    yield form.__name__, name, most


def test_what_a_form_takes_fits_the_columns_of_its_name() -> None:
    widths: dict[str, list[tuple[str, int]]] = {}
    for column in columns():
        if column.type.length and column.table.name not in NOT_TYPED:
            widths.setdefault(column.name, []).append((column.table.name, column.type.length))
    found = {
        (form, field, most): [row for row in widths.get(field.removeprefix("asker_"), ()) if row[1] < most]
        for form, field, most in typed_lengths()
        if (form, field) not in OWN_RULE
    }

    assert len(found) > 20
    assert {key: narrow for key, narrow in found.items() if narrow} == {}


def test_a_folded_form_has_no_width_to_outgrow() -> None:
    folded = [column for column in columns() if column.name.startswith("folded_")]

    assert len(folded) > 3
    assert [str(column) for column in folded if not isinstance(column.type, Text)] == []


def test_what_is_made_of_two_names_fits() -> None:
    widths = {(column.table.name, column.name): column.type.length for column in columns()}

    assert {widths[place] for place in MADE_OF_TWO} == {2 * NAME_LENGTH + 1}
    assert NAME_LENGTH + 1 + SHORT_NAME <= 2 * NAME_LENGTH + 1


def test_a_folded_key_has_room_in_an_index_beside_an_address_and_is_cut_for_no_latin_name() -> None:
    longest = max((chr(code) for code in range(0xA0, 0xFFFF)), key=lambda letter: len(fold(letter).encode()))

    for letter in ("É", "œ", "ß", "é", "\U00020000", longest):
        assert len(folded_key(letter * (2 * NAME_LENGTH)).encode()) <= FOLDED_BYTES < INDEX_ENTRY - 254 - 64
    assert folded_key("œ" * 2 * NAME_LENGTH) == "oe" * 2 * NAME_LENGTH
