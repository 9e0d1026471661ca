"""Looking at the disk: what is free, and whether a fault that was met is over."""

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from portal.database import Fault, disk, writing
from portal.rules.upkeep.disk import MEGABYTE, DiskTrouble, trouble
from portal.settings import current_settings

TRIED = 64 * 1024  # bytes: more than what a database has to spare without asking the disk
TROUBLES = {Fault.DISK_FULL: DiskTrouble.FULL, Fault.DISK_REFUSES: DiskTrouble.REFUSES}


@dataclass(frozen=True, slots=True)
class Disk:
    """How the disk is, and the megabytes that are free where our files lie."""

    trouble: DiskTrouble | None
    free_megabytes: int


class _Tried(Exception):
    pass


def look() -> Disk:
    """How the disk is now. After a fault something is written and taken away again: where that works, it is over.

    A process knows the faults that it met itself; what is free they all see.
    """
    if disk.noted() is not None and _takes_what_is_written():
        disk.forget()
    fault = disk.noted()
    met = TROUBLES.get(fault) if fault else None
    try:
        free, free_to_work = _least_free(_homes()), _least_free([Path(gettempdir())])
    except OSError:  # the volume is gone
        return Disk(met or DiskTrouble.REFUSES, 0)
    return Disk(trouble(met, free, free_to_work, current_settings().disk_warning_bytes), free // MEGABYTE)


def _least_free(folders: Iterable[Path]) -> int:
    return min(shutil.disk_usage(folder).free for folder in folders)


def _homes() -> set[Path]:
    """Where files are kept: PORTAL_HOME, and the folder of the database where it is a file."""
    settings = current_settings()
    url = make_url(settings.database_url)
    database = {Path(url.database).parent} if url.get_backend_name() == "sqlite" and url.database else set()
    return {settings.home, *database}


def _takes_what_is_written() -> bool:
    try:
        for folder in {*_homes(), Path(gettempdir())}:
            with NamedTemporaryFile(dir=folder, prefix=".trial-") as file:
                file.write(bytes(TRIED))
                file.flush()
                os.fsync(file.fileno())  # a quota over the network speaks no sooner
        _database_takes_a_table()
    except (OSError, SQLAlchemyError) as error:
        disk.note(error)
        return False
    return True


def _database_takes_a_table() -> None:
    """A table made, filled and never committed asks the disk for room as any row does."""
    with suppress(_Tried), writing(patient=False) as session:
        session.execute(text("CREATE TABLE disk_trial (filling TEXT)"))
        session.execute(text("INSERT INTO disk_trial VALUES (:filling)"), {"filling": secrets.token_hex(TRIED // 2)})
        raise _Tried
