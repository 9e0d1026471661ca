"""CPU of a request, repeated until the median holds still."""

import statistics
import time
from collections.abc import Callable

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
