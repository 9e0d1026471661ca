"""Sizes: functions of at most 40 lines, files of 300, tests of 400, templates of 150."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
FUNCTION, FILE, TEST, TEMPLATE = 40, 300, 400, 150


def python_files() -> list[Path]:
    return [
        ROOT / "config.py",
        ROOT / "wsgi.py",
        *(ROOT / "portal").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def longer(paths: list[Path], limit: int) -> Iterator[str]:
    for path in sorted(paths):
        if lines(path) > limit:
            yield path.relative_to(ROOT).as_posix()


def long_functions(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION:
            yield f"{path.relative_to(ROOT).as_posix()}:{node.name}"


def too_long() -> set[str]:
    tests = list((ROOT / "tests").rglob("*.py"))
    found = {*longer(python_files(), FILE), *longer(tests, TEST)}
    found.update(longer(list((ROOT / "templates").rglob("*.*")), TEMPLATE))
    return found.union(*(long_functions(path) for path in (*python_files(), *tests)))


def test_nothing_is_longer_than_the_house_allows() -> None:
    assert too_long() == set()
