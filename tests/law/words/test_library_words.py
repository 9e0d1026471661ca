"""What the form library says reaches no page untranslated, and what a row of a form offers is there from the start."""

import ast
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest
import wtforms
from flask import Flask
from wtforms.fields.core import UnboundField

from portal import web
from portal.web.base.forms.base import HouseForm, PortalForm
from portal.web.base.forms.rows import RowForm, Rows
from portal.web.base.forms.wording import SENTENCES, HouseWords

LIBRARIES = ("wtforms", "flask_wtf")
FOUND = [found.name for found in pkgutil.walk_packages(web.__path__, f"{web.__name__}.")]
MODULES = [import_module(name) for name in FOUND if ".forms." in name]
Plural = tuple[str, ...]  # one text, or one and many


def of_the_library(module: ModuleType) -> set[type]:
    """The classes of fields, validators and forms that a module of forms uses, with all they grow from."""
    classes = {cls for cls in vars(module).values() if isinstance(cls, type)}
    grown = {parent for cls in classes for parent in cls.__mro__}
    return {cls for cls in grown if cls.__module__.split(".")[0] in LIBRARIES}


def said(cls: type) -> Iterator[Plural]:
    """Each text that a class hands to gettext or ngettext; not what it tells a developer with a TypeError."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    unread = {id(node) for raised in ast.walk(tree) if _is_mistake(raised) for node in ast.walk(raised)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in unread and isinstance(node.func, ast.Attribute):
            texts = tuple(arg.value for arg in node.args if isinstance(arg, ast.Constant))
            if node.func.attr in ("gettext", "ngettext") and texts:
                yield texts


def _is_mistake(node: ast.AST) -> bool:
    raised = node.exc if isinstance(node, ast.Raise) else None
    return isinstance(raised, ast.Call) and isinstance(raised.func, ast.Name) and raised.func.id == "TypeError"


USED = {cls for module in MODULES for cls in of_the_library(module)}
SAID = sorted({texts for cls in USED for texts in said(cls)})
OURS = {
    cls
    for module in MODULES
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, wtforms.Form) and cls.__module__.startswith(web.__name__)
}


def rendered(texts: Plural) -> list[str]:
    words = HouseWords()
    if len(texts) == 1:
        return [words.gettext(*texts)]
    return [words.ngettext(*texts, number) for number in (0, 1, 2)]


@pytest.mark.parametrize("texts", SAID, ids=lambda texts: texts[0])
def test_a_sentence_of_the_library_is_said_in_french_with_the_same_blanks(app: Flask, texts: Plural) -> None:
    with app.test_request_context():
        shown = rendered(texts)

    assert [text for text in shown if text in texts or "'" in text] == []
    assert [text for text in shown if not blanks(text) <= {blank for one in texts for blank in blanks(one)}] == []


def blanks(text: str) -> set[str]:
    return set(re.findall(r"%(?:\(\w+\))?[sd]", text))


def test_what_we_say_instead_is_still_said_by_the_library() -> None:
    assert SENTENCES.keys() - {texts[0] for texts in SAID} == set()


def test_every_form_speaks_in_our_words_also_inside_another() -> None:
    assert [cls for cls in OURS if not issubclass(cls, HouseForm | PortalForm)] == []


def test_every_list_of_rows_makes_its_rows_whole() -> None:
    fields = [(cls, name, one) for cls in OURS for name, one in unbound(cls)]
    lists = [(cls, name, one) for cls, name, one in fields if issubclass(one.field_class, wtforms.FieldList)]
    bare = [(cls, name) for cls, name, one in lists if not issubclass(one.field_class, Rows)]
    rows = {one.args[0].args[0] for _cls, _name, one in lists}

    assert bare == []
    assert [row for row in rows if not issubclass(row, RowForm)] == []
    assert rows


def test_a_row_declares_its_choices_since_a_view_reaches_only_the_rows_already_there() -> None:
    fields = [(cls, name, one) for cls in OURS if issubclass(cls, RowForm) for name, one in unbound(cls)]
    choosing = [(cls, name, one) for cls, name, one in fields if issubclass(one.field_class, wtforms.SelectField)]

    assert [(cls, name) for cls, name, one in choosing if one.kwargs.get("choices") is None] == []
    assert choosing


def unbound(cls: type) -> list[tuple[str, UnboundField]]:
    return [(name, one) for name, one in inspect.getmembers(cls) if isinstance(one, UnboundField)]
