"""What is the matter when a database or a disk refuses: too busy, away, full, or not to be written to."""

import errno
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft


class Fault(StrEnum):
    """Why nothing could be kept, or read. None of them is a mistake in a page."""

    BUSY = "busy"
    AWAY = "away"
    DISK_FULL = "disk_full"
    DISK_REFUSES = "disk_refuses"


OF_THE_DISK = (Fault.DISK_FULL, Fault.DISK_REFUSES)
ERRNOS = {
    errno.ENOSPC: Fault.DISK_FULL,
    errno.EDQUOT: Fault.DISK_FULL,
    errno.EFBIG: Fault.DISK_FULL,
    errno.EROFS: Fault.DISK_REFUSES,
    errno.EACCES: Fault.DISK_REFUSES,
    errno.EPERM: Fault.DISK_REFUSES,
    errno.EIO: Fault.DISK_REFUSES,
}
# https://sqlite.org/rescode.html. A disk over its quota or with a limit of size is no SQLITE_FULL but a failed write.
SQLITE = {
    3: Fault.DISK_REFUSES,  # PERM
    5: Fault.BUSY,
    6: Fault.BUSY,  # LOCKED
    8: Fault.DISK_REFUSES,  # READONLY
    10: Fault.AWAY,  # IOERR
    13: Fault.DISK_FULL,
    14: Fault.AWAY,  # CANTOPEN
    15: Fault.BUSY,  # PROTOCOL: the lock of the log
    778: Fault.DISK_FULL,  # IOERR_WRITE
    1034: Fault.DISK_FULL,  # IOERR_FSYNC
    4874: Fault.DISK_FULL,  # IOERR_SHMSIZE
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: a code, or the class that its first two signs name.
POSTGRESQL = {
    "53100": Fault.DISK_FULL,
    "25006": Fault.DISK_REFUSES,  # a standby, or a cluster that was set read only because its disk is full
    "42501": Fault.DISK_REFUSES,
    "58030": Fault.DISK_REFUSES,
    "55P03": Fault.BUSY,
    "57014": Fault.BUSY,
    "08": Fault.AWAY,
    "40": Fault.BUSY,
    "53": Fault.BUSY,
    "57": Fault.AWAY,
    "58": Fault.AWAY,
}


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault behind an exception of SQLAlchemy or of the operating system; None for a mistake of ours."""
    if isinstance(error, NoConnectionLeft):
        return Fault.BUSY
    if isinstance(error, DBAPIError):
        return _of_database(error)
    return ERRNOS.get(error.errno or 0) if isinstance(error, OSError) else None


def _of_database(error: DBAPIError) -> Fault | None:
    if error.connection_invalidated:
        return Fault.AWAY
    number = getattr(error.orig, "sqlite_errorcode", None)
    if number is not None:
        return SQLITE.get(number) or SQLITE.get(number & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
    # A server that cannot be reached has no code to give.
    return Fault.AWAY if isinstance(error, OperationalError) else None
