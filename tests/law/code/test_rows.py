"""No query makes one text of several rows: a name that holds the separator would be two (queries/base/joined.py)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKING = re.compile(r"aggregate_strings|group_concat|string_agg|array_to_string")


def test_no_query_makes_one_text_of_rows() -> None:
    found = [path.name for path in (ROOT / "portal").rglob("*.py") if PACKING.search(path.read_text(encoding="utf-8"))]

    assert found == []
