"""How migrations run, on SQLite and on PostgreSQL (docs/operations.md, Migrations).

On SQLite a change of a table copies it and drops the old one; with foreign keys on, that silently deletes
the rows that point to it. So they are off, on the raw connection and before BEGIN (the pragma does nothing
inside a transaction), everything is one transaction, and the keys are checked before it ends.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, inspect, text

migrate = current_app.extensions["migrate"]


class BrokenForeignKeys(RuntimeError):
    """A migration would leave rows that point to nothing; it was rolled back."""


def include_object(item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """The full-text index is the engine's own: FTS5 on SQLite, a column with its index on PostgreSQL."""
    if kind == "table" and reflected:
        return "_fts" not in (name or "")
    of_search = getattr(getattr(item, "table", None), "name", "") == "search_entries"
    return not (of_search and reflected and name in ("vector", "ix_search_entries_vector"))


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Migrations import nothing of the portal: our own types are written as what the database keeps."""
    if kind != "type":
        return False
    if type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if type(item).__name__ == "Enum":
        return f"sa.String(length={item.length})"
    return False


def leave_out_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """A revision that would change nothing is not written."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def configure(connection: Connection, given: dict[str, int]) -> None:
    """Tell Alembic about our models and our engine, and to note in `given` the numbers that each migration gave."""

    def note(**_applied: Any) -> None:
        for table, number in numbers_given(connection).items():
            given[table] = max(given.get(table, 0), number)

    context.configure(
        connection=connection,
        target_metadata=migrate.db.metadata,
        include_object=include_object,
        render_item=render_item,
        process_revision_directives=leave_out_empty,
        transactional_ddl=True,
        on_version_apply=note,
        **migrate.configure_args,
    )


def run(engine: Engine) -> None:
    """Run the migrations in one transaction."""
    with engine.connect().execution_options(immediate=True) as connection:
        set_foreign_keys(connection, on=False)
        try:
            given: dict[str, int] = {}
            configure(connection, given)
            with context.begin_transaction():
                given.update(numbers_given(connection))
                context.run_migrations()
                go_on_after(connection, given)
                check_foreign_keys(connection)
        finally:
            connection.rollback()
            set_foreign_keys(connection, on=True)


def set_foreign_keys(connection: Connection, *, on: bool) -> None:
    """On the raw connection: SQLAlchemy would begin a transaction first."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def numbers_given(connection: Connection) -> dict[str, int]:
    """The highest number that each table of SQLite ever gave to a row; copying the table would forget it."""
    if connection.dialect.name != "sqlite" or not inspect(connection).has_table("sqlite_sequence"):
        return {}
    return {row.name: row.seq for row in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}


def go_on_after(connection: Connection, given: dict[str, int]) -> None:
    """Let no table give again a number that it gave before the migrations."""
    if not given or not inspect(connection).has_table("sqlite_sequence"):
        return
    here = set(inspect(connection).get_table_names())
    counted = {row.name: row.seq for row in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}
    connection.exec_driver_sql("DELETE FROM sqlite_sequence")
    for table in here & (given.keys() | counted.keys()):
        values = {"table": table, "number": max(given.get(table, 0), counted.get(table, 0))}
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)"), values)


def check_foreign_keys(connection: Connection) -> None:
    """Raise BrokenForeignKeys when rows point to nothing; the transaction then leaves nothing behind."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BrokenForeignKeys(f"rows without their parent in: {sorted({row[0] for row in broken})}")


run(migrate.db.engine)
