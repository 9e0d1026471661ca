"""When the disk is in trouble: full, refusing what is written, or soon full."""

from enum import StrEnum

MEGABYTE = 1024 * 1024
# SQLite's log and one upload ask for more: with less than this every other form fails.
NEARLY_NOTHING = 16 * MEGABYTE


class DiskTrouble(StrEnum):
    """What somebody has to do something about."""

    FULL = "disk_full"
    REFUSES = "disk_refuses"
    LOW = "disk_low"


def trouble(met: DiskTrouble | None, free: int, free_to_work: int, warning: int) -> DiskTrouble | None:
    """The trouble that was `met` and lasts; else what the free bytes tell, where our files lie and where we work.

    `warning`: the bytes below which the volume of our files is said to be soon full; 0 for never.
    """
    if met is not None:
        return met
    if min(free, free_to_work) < NEARLY_NOTHING:
        return DiskTrouble.FULL
    return DiskTrouble.LOW if free < warning else None
