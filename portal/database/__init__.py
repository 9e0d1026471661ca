"""The database floor: the handle, `writing()`, engine set-up and the full-text index."""

from portal.database.engines import connect, db
from portal.database.reading import rows
from portal.database.writing import NestedWriting, UnsavedChanges, insert_new, lock_row, writing

__all__ = ["NestedWriting", "UnsavedChanges", "connect", "db", "insert_new", "lock_row", "rows", "writing"]
