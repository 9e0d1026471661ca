"""Names that say nothing are not used, and nothing committed names a machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
EMPTY = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "misc",
    "data",
    "info",
    "process",
    "handle",
}
# What happened to a thing is not what it is: a class is a noun of the trade.
PARTICIPLES = {"Told", "Kept", "Heard", "Known", "Wanted", "Said"}
THEIRS = {"process_bind_param", "process_result_value", "process_formdata"}
# Written apart, so that this file does not find itself.
MACHINE = re.compile(
    "|".join(
        (
            "/" + r"(?:work|farm|root|home)/\w",
            "pythonhosted" + r"\.",
            r"pypi\." + "org",
            "registry" + r"\.npmjs",
        )
    )
)
BINARY = {".woff2", ".ttf", ".png", ".mo", ".ico", ".jpg", ".pdf"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: what is committed cannot be listed")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def words(name: str) -> list[str]:
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().strip("_").split("_")


def empty_names(path: Path) -> Iterator[str]:
    """A file by its whole name, a function by its verb, a class by its noun; SQLAlchemy and WTForms name their own."""
    if path.stem in EMPTY:
        yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and words(node.name)[0] in EMPTY and node.name not in THEIRS:
            yield node.name
        if isinstance(node, ast.ClassDef) and words(node.name)[-1] in EMPTY:
            yield node.name


def test_no_name_is_empty_of_meaning() -> None:
    python = [path for path in (*(ROOT / "portal").rglob("*.py"), *(ROOT / "tests").rglob("*.py"))]
    found = {path.relative_to(ROOT).as_posix(): list(empty_names(path)) for path in python}

    assert {path: names for path, names in found.items() if names} == {}


def test_no_class_is_named_by_a_participle_alone() -> None:
    named = {
        node.name
        for path in (ROOT / "portal").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }

    assert len(named) > 300
    assert named & PARTICIPLES == set()


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    texts = [path for path in tracked() if path.suffix not in BINARY and "vendor" not in path.parts]
    found = {
        path.relative_to(ROOT).as_posix(): MACHINE.findall(path.read_text(encoding="utf-8", errors="replace"))
        for path in texts
    }

    assert {path: hits for path, hits in found.items() if hits} == {}


def test_nothing_promises_work_for_later() -> None:
    promise = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise NotImplemented" + "Error")
    python = [path for path in tracked() if path.suffix in {".py", ".html", ".js", ".css", ".md"}]

    assert [path.name for path in python if promise.search(path.read_text(encoding="utf-8"))] == []


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
            yield getattr(node, "lineno", 1), text


def test_no_docstring_needs_the_one_above_it() -> None:
    """A reader opens one file, often at one function: "The same, but" tells her nothing."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "portal").rglob("*.py"))
        for line, text in docstrings(path)
        if text.startswith("The same")
    ]

    assert found == []
