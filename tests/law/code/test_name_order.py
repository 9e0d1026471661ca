"""Lists of people and things stand in the order of rules/base/names.py, which no database's own order is.

SQLite sorts "de Smet" and "Éloy" after "Zola", PostgreSQL by the language it was set up with.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
CALL = re.compile(r"order_by=?\(?(?:[^()]|\([^()]*\))*")
BY_NAME = re.compile(r"\.(?:given_name|family_name|name|title|label)\b")
BY_SIGNS = re.compile(r"key=lambda [^:]+: \(?[\w.\[\]]*\.(?:name|title|label)\b|\.name\.casefold\(\)")


def sources() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "portal").rglob("*.py")
        if "demo" not in path.parts
    }


def test_no_statement_sorts_by_a_name_or_a_title() -> None:
    found = {
        path: [call for call in CALL.findall(text) if BY_NAME.search(call.partition("\n")[0])]
        for path, text in sources().items()
    }

    assert {path: calls for path, calls in found.items() if calls} == {}


def test_no_list_is_sorted_by_the_signs_of_a_name() -> None:
    found = {path: BY_SIGNS.findall(text) for path, text in sources().items()}

    assert {path: calls for path, calls in found.items() if calls} == {}
