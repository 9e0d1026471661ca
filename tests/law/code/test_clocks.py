"""No test depends on a clock or on a quiet machine: none measures how long something takes, none sleeps until it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# Where a test may look at the machine's clock or wait for a number of seconds, and why.
ALLOWED = {
    "tests/patience.py": "waits for what must come, as long as it takes",
    "tests/conftest.py": "the one profile of Hypothesis, without limits of time",
    "tests/services/registrations/test_races.py": "a second writer that the lock holds back never comes",
}
CLOCKS = {"sleep", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"}
WAITS = {"wait", "join", "communicate"}
LIMITS = {"deadline", "suppress_health_check"}
# Hypothesis warns of more than slowness: this one is about fixtures, and stays the test's own affair.
UNTIMED = {"function_scoped_fixture"}


def dependences(source: str) -> Iterator[int]:
    """The lines that read a clock, wait for a fixed time, or set a limit of time of their own."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(name.name in ("time", "timeit") for name in node.names):
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module in ("time", "timeit"):
            yield node.lineno
        if isinstance(node, ast.Call):
            yield from (node.lineno for _one in limits_of(node))


def limits_of(call: ast.Call) -> Iterator[ast.expr]:
    """What the call is given as a time of its own; a name, such as PATIENCE, is one for all."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in CLOCKS:
        yield call.func
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "timeout")]
    if name in WAITS:
        yield from (one for one in given if isinstance(one, ast.Constant) and isinstance(one.value, int | float))
    if name == "settings" or name.endswith("profile"):
        for keyword in call.keywords:
            if keyword.arg in LIMITS and not _is_untimed(keyword.value):
                yield keyword.value


def _is_untimed(checks: ast.expr) -> bool:
    named = {node.attr for node in ast.walk(checks) if isinstance(node, ast.Attribute)}
    return named == UNTIMED


def found() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if any(True for _line in dependences(path.read_text(encoding="utf-8")))
    }


def test_no_test_reads_a_clock_or_waits_for_a_number_of_seconds() -> None:
    assert found() == set(ALLOWED)


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "from time import monotonic",
        "asyncio.sleep(5)",
        "Event().wait(0.05)",
        "gate.wait(timeout=0.5)",
        "thread.join(3)",
        "process.communicate(timeout=10)",
        "settings(deadline=200)",
        "settings(suppress_health_check=list(HealthCheck))",
        "settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])",
    ],
)
def test_every_way_to_depend_on_a_clock_is_seen(line: str) -> None:
    assert list(dependences(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "gate.wait()",
        "reached.wait(PATIENCE)",
        "'-'.join(names)",
        "import time_machine",
        "settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])",
    ],
)
def test_what_waits_as_long_as_it_takes_is_none(line: str) -> None:
    assert list(dependences(line)) == []
