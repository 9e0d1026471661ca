"""`./test --quick`: rules, law and services, and nothing that needs PostgreSQL."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
COLLECT = (sys.executable, "-m", "pytest", "--quick", "--collect-only", "-q", "-p", "no:xdist")


def collected(*arguments: str) -> list[str]:
    """The names of the tests that would run."""
    found = subprocess.run([*COLLECT, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    return [line for line in found.stdout.splitlines() if "::" in line]


def test_quick_runs_its_floors_on_sqlite_alone() -> None:
    """Most of services is left aside, for the time that it takes to import it."""
    names = collected("--ignore-glob=tests/services/[!b]*")

    assert {name.split("/")[1] for name in names} == {"rules", "law", "services"}
    assert [name for name in names if "postgresql" in name] == []


def test_quick_runs_what_it_is_given_on_sqlite_alone() -> None:
    names = collected("tests/services/base/test_counts.py", "-k", "object or reading")

    assert [name.partition("::")[2] for name in names] == [
        "test_an_object_counts_by_day_and_kind[sqlite]",
        "test_no_reading_is_lost_among_many_at_once[sqlite]",
    ]
