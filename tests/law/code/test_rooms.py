"""The rooms of the house: the same wings on every floor, and no folder so full that nobody finds anything in it."""

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOST = 15
# A folder that may hold more, with its reason; two at most.
FULLER = {"templates/components": "one macro a file, found by its name (30 since November 2026)"}
WINGS = {
    "base",
    "accounts",
    "library",
    "network",
    "registrations",
    "attendance",
    "planning",
    "post",
    "reports",
    "upkeep",
    "crossings",
}
# What a floor has besides its wings.
BESIDES = {
    "portal/web": {"messages"},
    "portal/rules": {"refusals"},
    "portal/cli": {"demo"},
    "portal/documents": {"fonts", "typst"},
    "templates": {"components", "errors", "mails"},
    "tests/cli": {"demo"},
    "tests/services": {"life"},
}
FLOORS = ["web", "services", "queries", "rules", "models", "documents", "cli"]
TESTED = ["rules", "services", "documents", "web", "cli"]
WINGED = [*(f"portal/{floor}" for floor in FLOORS), "templates", *(f"tests/{floor}" for floor in TESTED)]


def modules(top: str) -> list[Path]:
    kinds = {".py", ".html", ".txt"}
    return [
        path for path in (ROOT / top).rglob("*") if path.suffix in kinds and path.stem not in ("__init__", "conftest")
    ]


def test_no_folder_holds_more_modules_than_one_sees_at_once() -> None:
    held = Counter(
        path.parent.relative_to(ROOT).as_posix() for top in ("portal", "templates", "tests") for path in modules(top)
    )

    assert {folder for folder, number in held.items() if number > MOST} == set(FULLER)
    assert len(FULLER) <= 2


@pytest.mark.parametrize("floor", WINGED)
def test_a_floor_has_the_wings_of_the_house_and_no_others(floor: str) -> None:
    rooms = {path.name for path in (ROOT / floor).iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert rooms - WINGS - BESIDES.get(floor, set()) == set()


def test_the_tests_of_mails_lie_in_the_rooms_of_the_mails() -> None:
    def rooms(folder: str) -> set[str]:
        return {path.name for path in (ROOT / folder).iterdir() if (path / "__init__.py").exists()}

    assert rooms("tests/mail") <= rooms("portal/mail")


@pytest.mark.parametrize("floor", [*TESTED, "mail"])
def test_no_test_lies_outside_the_wings(floor: str) -> None:
    assert [path.name for path in (ROOT / "tests" / floor).glob("test_*.py")] == []


@pytest.mark.parametrize("room", ["portal/web/messages", "portal/rules/refusals"])
def test_refusals_and_their_sentences_are_kept_by_wing(room: str) -> None:
    assert {path.stem for path in modules(room)} <= WINGS
