"""One way for each habit of a view: refusals are kept by an attempt, and who acts is asked in one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

from portal.rules.refusals import Refusal

WEB = Path(__file__).parents[3] / "portal" / "web"
REFUSALS_KEPT = {
    "accounts/addresses.py",  # the link of a mail: each end has a page of its own
    "accounts/signing_in.py",  # nobody is signed in yet: each refusal has a page or a status of its own
    "attendance/certificates.py",  # an unknown number has a page that says so
    "base/forms/date_fields.py",  # what cannot be read is told at its field, as what a validator refuses
    "library/files.py",  # a file kept for partners has a page that says so
    "library/sheets.py",  # a sheet kept for partners too
    "network/forms/partners.py",  # a rule that refuses becomes a validator of the form
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(WEB.rglob("*.py")):
        yield path.relative_to(WEB).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def keeps_a_refusal(handler: ast.ExceptHandler) -> bool:
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else set()
    return handler.name is not None and bool(names & refusals())


def refusals() -> set[str]:
    return {Refusal.__name__, *(kind.__name__ for kind in _all_below(Refusal))}


def _all_below(kind: type[Refusal]) -> set[type[Refusal]]:
    own = set(kind.__subclasses__())
    return own.union(*(_all_below(one) for one in own))


def test_a_view_tells_a_refusal_by_an_attempt() -> None:
    found = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and keeps_a_refusal(node)
    }

    assert found == REFUSALS_KEPT


def test_who_acts_is_asked_of_account_id() -> None:
    """`viewer().account_id` may be None: a use case would journal an act of nobody."""
    found = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "account_id"
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "viewer"
    }

    assert found == set()
