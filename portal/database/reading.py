"""Reading the rows of a page by statements that were put together once."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, or_

from portal.database.engines import db
from portal.database.rows import AnyRow


def rows(statement: Executable, **values: Any) -> Sequence[AnyRow]:
    """The rows of a statement of columns (no whole objects), its `bindparam`s given by name.

    A statement of a page is a constant of its module: putting its expressions together costs more than running it.
    It runs on the connection of the request's session, in the same transaction, because columns need none of what the
    session does for objects.
    """
    return db.session.connection().execute(statement, values).all()


def one_of(column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column has one of a few known values: an IN list would be written out anew at each run."""
    return or_(*(column == value for value in values))
