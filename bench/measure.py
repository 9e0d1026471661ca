"""CPU and SQL statements of a request, repeated until the median holds still."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from portal.database import db

ROUNDS = 7
REPEATS = 12


def cpu_ratio(measured: Callable[[], object], yardstick: Callable[[], object]) -> tuple[float, float, float]:
    """Median CPU of both in milliseconds, measured in turns, and the median of the ratios turn by turn."""
    for _warm in range(3):
        measured()
        yardstick()
    turns = [(_cpu(measured), _cpu(yardstick)) for _round in range(ROUNDS)]
    ratio = statistics.median(mine / other for mine, other in turns)
    return statistics.median(mine for mine, _ in turns), statistics.median(other for _, other in turns), ratio


def _cpu(call: Callable[[], object]) -> float:
    begun = time.process_time()
    for _repeat in range(REPEATS):
        call()
    return (time.process_time() - begun) / REPEATS * 1000


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements run inside the block, without BEGIN and COMMIT."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
