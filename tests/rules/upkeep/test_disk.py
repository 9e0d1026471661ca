"""When the disk is in trouble."""

import pytest

from portal.rules.upkeep.disk import MEGABYTE, NEARLY_NOTHING, DiskTrouble, trouble

WARNING = 500 * MEGABYTE


@pytest.mark.parametrize(
    ("free", "free_to_work", "warning", "told"),
    [
        (WARNING, WARNING, WARNING, None),
        (WARNING - 1, WARNING, WARNING, DiskTrouble.LOW),
        (WARNING - 1, WARNING, 0, None),
        (WARNING, NEARLY_NOTHING, WARNING, None),
        (WARNING, NEARLY_NOTHING - 1, WARNING, DiskTrouble.FULL),
        (NEARLY_NOTHING - 1, WARNING, 0, DiskTrouble.FULL),
    ],
)
def test_free_room_tells_the_trouble(free: int, free_to_work: int, warning: int, told: DiskTrouble | None) -> None:
    assert trouble(None, free, free_to_work, warning) is told


@pytest.mark.parametrize("met", [DiskTrouble.FULL, DiskTrouble.REFUSES])
def test_a_fault_that_was_met_counts_more_than_free_room(met: DiskTrouble) -> None:
    """A quota, a read-only volume and the database's own limit leave as much free as ever."""
    assert trouble(met, WARNING, WARNING, WARNING) is met
