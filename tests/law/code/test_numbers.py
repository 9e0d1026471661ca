"""Numbers of a request are read in web/base/request/numbers.py: nowhere else does `int` meet what was typed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.web.base.request.numbers import row_number, shown_version, whole

ROOT = Path(__file__).parents[3]
BASE = ROOT / "portal" / "web" / "base"
READERS = {BASE / "request" / "numbers.py", BASE / "forms" / "number_fields.py"}
BARE = {"int"}
FIELDS = {"IntegerField", "IntegerRangeField"}


def bare_readings(source: str) -> Iterator[int]:
    """The lines that call `int` or hand it on as a coercion, or import a field that does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            used = [node.func, *node.args, *(keyword.value for keyword in node.keywords)]
            if any(isinstance(one, ast.Name) and one.id in BARE for one in used):
                yield node.lineno
        if isinstance(node, ast.ImportFrom) and any(name.name in FIELDS for name in node.names):
            yield node.lineno


def test_no_other_module_of_the_pages_reads_numbers() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "portal" / "web").rglob("*.py"))
        if path not in READERS
        for line in bare_readings(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_way_to_read_a_number_is_seen() -> None:
    ways = ["int(x)", "SelectField(coerce=int)", "args.get('a', 0, type=int)", "list(map(int, y))", "ticks('a', int)"]

    assert [list(bare_readings(way)) for way in ways] == [[1]] * len(ways)
    assert list(bare_readings("from wtforms import IntegerField")) == [1]
    assert list(bare_readings("def f(x: int) -> dict[int, str]: ...")) == []


@pytest.mark.parametrize(("typed", "number"), [("7", 7), (" 7 ", 7), ("-1", -1), ("9" * 9, 999_999_999), (3, 3)])
def test_a_number_of_nine_digits_is_read(typed: object, number: int) -> None:
    assert whole(typed) == number


@pytest.mark.parametrize("typed", ["", None, "٣", "1_0", "+5", "1.0", "9" * 10, "9" * 5000, str(2**63), "--1", "1\n2"])
def test_anything_else_is_no_number_and_a_version_that_is_stale(typed: object) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        whole(typed)

    assert (row_number(typed), shown_version(typed)) == (None, -1)
