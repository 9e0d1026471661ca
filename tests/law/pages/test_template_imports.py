"""What a template imports it uses, and what it calls it imports itself: a fragment never leans on its includer."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[3] / "templates"
PATHS = sorted(TEMPLATES.rglob("*.*"))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one file, wherever they stand in it: an import at its top serves its blocks and its macros."""

    imported: frozenset[str]
    macros: frozenset[str]
    parameters: frozenset[str]
    read: frozenset[str]
    called: frozenset[str]


def names_in(source: str, environment: Environment) -> Names:
    tree = environment.parse(source)
    variables = list(tree.find_all(nodes.Name))
    return Names(
        imported=frozenset(imported_by(tree)),
        macros=frozenset(macro.name for macro in tree.find_all(nodes.Macro)),
        parameters=frozenset(name.name for name in variables if name.ctx == "param"),
        read=frozenset(name.name for name in variables if name.ctx == "load"),
        called=frozenset(call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)),
    )


def imported_by(tree: nodes.Template) -> list[str]:
    """The names as this file knows them: `field` of `import field`, `draw` of `import icon as draw`."""
    some = [name for found in tree.find_all(nodes.FromImport) for name in found.names]
    whole = [found.target for found in tree.find_all(nodes.Import)]
    return [*(name if isinstance(name, str) else name[1] for name in some), *whole]


@pytest.fixture(scope="module")
def templates(apps: Callable[[str], Flask]) -> dict[str, Names]:
    environment = apps("sqlite").jinja_env
    return {
        path.relative_to(TEMPLATES).as_posix(): names_in(path.read_text(encoding="utf-8"), environment)
        for path in PATHS
    }


def test_every_import_is_used(templates: dict[str, Names]) -> None:
    unused = {name: sorted(known.imported - known.read) for name, known in templates.items()}

    assert {name: names for name, names in unused.items() if names} == {}


def test_every_macro_that_is_called_is_imported_or_defined_there(templates: dict[str, Names]) -> None:
    """A name that is no macro anywhere comes from the view or from the whole portal."""
    macros = frozenset[str]().union(*(known.macros for known in templates.values()))
    leaning = {
        name: sorted((known.called & macros) - known.imported - known.macros - known.parameters)
        for name, known in templates.items()
    }

    assert {name: names for name, names in leaning.items() if names} == {}
