"""What is drawn once says the same each time: its components read nothing but their arguments."""

from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from jinja2 import nodes

from portal.web.base.page.drawn_once import CHANGING, CONSTANT

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
ONCE = "{% once %}"
# What every template has and nobody changes.
HARMLESS = CONSTANT | {"style_sheets", "range", "namespace", "dict", "cycler", "joiner"}


def named(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def parsed(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8"), name)


def drawn_once() -> list[str]:
    return [named(path) for path in sorted(TEMPLATES.rglob("*.html")) if ONCE in path.read_text(encoding="utf-8")]


def components_of(app: Flask, name: str) -> Iterator[str]:
    """The files whose macros a template imports, those they import in turn, and those it includes."""
    for used in parsed(app, name).find_all((nodes.FromImport, nodes.Import, nodes.Include)):
        other = used.template.as_const()
        if not isinstance(used, nodes.Include):
            yield other
        yield from components_of(app, other)


def changing_in(app: Flask, name: str) -> list[str]:
    tree = parsed(app, name)
    everywhere = {found.name for found in tree.find_all(nodes.Name)} & set(app.jinja_env.globals) - HARMLESS
    filters = {found.name for found in tree.find_all(nodes.Filter)} & CHANGING
    with_context = [used for used in tree.find_all((nodes.FromImport, nodes.Import)) if used.with_context]
    return [f"{name}: {word}" for word in sorted(everywhere | filters)] + [
        f"{name}: with context" for _ in with_context
    ]


def test_components_of_parts_drawn_once_read_nothing_but_their_arguments(app: Flask) -> None:
    used = {component for name in drawn_once() for component in components_of(app, name)}
    assert used, "some part is drawn once, from components"
    assert [fault for name in sorted(used) for fault in changing_in(app, name)] == []


def test_a_page_with_parts_drawn_once_defines_no_macro_that_could_read_it(app: Flask) -> None:
    """A macro of a page sees all that the page has; one that is imported sees its arguments."""
    own = {name for name in drawn_once() if any(parsed(app, name).find_all(nodes.Macro))}
    extending = {name for name in own if any(parsed(app, name).find_all(nodes.Extends))}
    assert extending == set()
    assert [fault for name in sorted(own) for fault in changing_in(app, name)] == []
