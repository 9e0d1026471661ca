"""The database floor: the handle, `writing()`, engine set-up and the full-text index."""

from portal.database.engines import connect, db
from portal.database.faults import Fault, fault_of
from portal.database.reading import rows
from portal.database.writing import (
    NestedWriting,
    UnsavedChanges,
    add_new,
    forget_written,
    has_written,
    insert_new,
    lock_row,
    writing,
)

__all__ = [
    "Fault",
    "NestedWriting",
    "UnsavedChanges",
    "add_new",
    "connect",
    "db",
    "fault_of",
    "forget_written",
    "has_written",
    "insert_new",
    "lock_row",
    "rows",
    "writing",
]
