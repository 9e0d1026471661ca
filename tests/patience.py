"""Waiting for what another thread, process or program does: as long as it takes. No test says how fast."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 300.0  # seconds, after which it will not come: a busy machine is slow, not wrong
Found = TypeVar("Found")


def until(holds: Callable[[], Found], what: str = "") -> Found:
    """The first true answer of `holds`, asked again and again. Fails when none comes, saying `what` was awaited."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, f"it does not come: {what or holds}"
        time.sleep(0.05)
    return found
