"""Counts without persons."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask

from portal.models.library.toolkits import Count
from portal.rules.base.states import CountKind
from portal.services.base import counts
from tests.factories import World
from tests.locked import written_elsewhere


def test_an_object_counts_by_day_and_kind(world: World) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 10, tzinfo=UTC), tick=False):
        counts.add_one("sheet", 1, CountKind.VIEW)
        counts.add_one("sheet", 1, CountKind.VIEW)
        counts.add_one("sheet", 2, CountKind.VIEW)
        counts.add_one("sheet", 1, CountKind.DOWNLOAD)
    with time_machine.travel(datetime(2026, 11, 22, 10, tzinfo=UTC), tick=False):
        counts.add_one("sheet", 1, CountKind.VIEW)

    numbers = {(row.object_id, row.day.day, row.kind.value): row.n for row in world.all(Count)}
    assert numbers == {(1, 21, "view"): 2, (2, 21, "view"): 1, (1, 21, "download"): 1, (1, 22, "view"): 1}


def test_no_reading_is_lost_among_many_at_once(app: Flask, world: World) -> None:
    together = Barrier(8)

    def read() -> None:
        together.wait()
        with app.app_context():
            counts.add_one("sheet", 1, CountKind.VIEW)

    threads = [Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts.add_one("sheet", 1, CountKind.VIEW)  # takes along what found the others writing

    assert [row.n for row in world.all(Count)] == [9]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_count_that_meets_a_busy_database_is_written_with_the_next(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with written_elsewhere(app):
        counts.add_one("sheet", 1, CountKind.VIEW)
        counts.add_one("sheet", 2, CountKind.VIEW)
    assert world.all(Count) == []

    counts.add_one("sheet", 1, CountKind.VIEW)

    assert "OperationalError" in caplog.text
    assert {row.object_id: row.n for row in world.all(Count)} == {1: 2, 2: 1}
