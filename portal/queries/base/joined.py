"""Several rows of a side table in one column: the database makes JSON of them, so no content can part them wrongly."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Rows(FunctionElement[Any]):
    """All rows of a group as a JSON list of lists; the engines name this differently."""

    name = "rows"
    type = JSON()
    inherit_cache = True


@compiles(_Rows, "sqlite")
def _on_sqlite(rows: _Rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(rows.clauses, **options)}))"


@compiles(_Rows, "postgresql")
def _on_postgresql(rows: _Rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(rows.clauses, **options)}))"


def joined(*columns: Any) -> Select[Any]:
    """A select of all the rows in one value; `.correlate(…).scalar_subquery()` makes it a column."""
    return select(_Rows(*columns))


def apart(rows: Sequence[Sequence[Any]] | None) -> tuple[tuple[Any, ...], ...]:
    """The rows that `joined` made one value of, in no order; PostgreSQL says None for no row."""
    return tuple(tuple(row) for row in rows or ())
