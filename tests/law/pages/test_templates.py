"""Templates: they compile, are read line by line, trust nothing, hold nothing inline, and name files that exist."""

import re
from pathlib import Path

import pytest
from flask import Flask

from portal.web.base.delivery.shelf import Shelf

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "mails" not in path.parts)
SHELF = Shelf(ROOT / "static")
WIDEST = 160
INLINE = re.compile(r"\sstyle\s*=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:", re.I)


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def test_every_template_compiles(app: Flask) -> None:
    for path in TEMPLATES.rglob("*.*"):
        app.jinja_env.get_template(name_of(path))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.*")), ids=name_of)
def test_nothing_is_marked_safe(path: Path) -> None:
    """Text that is HTML already comes from the sanitized `markdown` filter, as Markup."""
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.*")), ids=name_of)
def test_a_line_is_read_without_scrolling(path: Path) -> None:
    """A longer sentence is written as strings side by side, which the template and its catalogue read as one."""
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > WIDEST] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_holds_no_inline_style_script_or_event(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_static_file_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"static_url\(\s*\"([^\"]+)\"\s*\)", path.read_text(encoding="utf-8"))
    assert [name for name in named if name not in SHELF] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_form_that_asks_for_a_mail_address_is_judged_by_us_alone(path: Path) -> None:
    """A browser would refuse an address pasted with its name before we take the name away."""
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", path.read_text(encoding="utf-8"), re.DOTALL)
    asking = [opening for opening, body in forms if re.search(r"field\([^)]*email|block fields", body)]
    assert [opening for opening in asking if "novalidate" not in opening] == []


def test_every_page_grows_from_the_base() -> None:
    whole = [path for path in PAGES if not path.name.startswith("_") and "components" not in path.parts]
    assert [
        name_of(path) for path in whole if name_of(path) != "base.html" and "{% extends" not in path.read_text()
    ] == []
