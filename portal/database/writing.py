"""One transaction a command."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import Insert, Select, bindparam, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption

from portal.database import disk
from portal.database.engines import db
from portal.database.faults import Fault, fault_of
from portal.models.base.base import Base
from portal.rules.refusals import NotFound

Row = TypeVar("Row", bound=Base)
WROTE = "wrote"
LOCKS_KEPT = 128


class NestedWriting(RuntimeError):
    """A use case opened another's `writing()`."""


class UnsavedChanges(RuntimeError):
    """Objects were changed outside `writing()`."""


@contextmanager
def writing(*, patient: bool = True) -> Iterator[Session]:
    """Run one command in one transaction on fresh rows.

    It refuses to open nested or over unsaved changes, ends the request's read snapshot (so every decision is
    taken on rows read after the lock), begins with BEGIN IMMEDIATE on SQLite, commits at the end and rolls
    back on any exception. A service that contends for seats calls `lock_row` on the session first.

    Where another process writes for long, SQLite lets a command wait ten seconds; what a reader need not wait for,
    such as a count, is not `patient`. A disk that is full or refuses is noted, for /healthz and the desk.
    """
    session = db.session()
    if session.info.get("writing"):
        raise NestedWriting
    if session.new or session.dirty or session.deleted:
        raise UnsavedChanges
    session.rollback()
    session.info["writing"] = True
    try:
        session.connection(execution_options={"immediate": True, "patient": patient})
        yield session
        _commit(session)
    except BaseException as error:
        session.rollback()
        disk.note(error)
        raise
    finally:
        session.info["writing"] = False


def _commit(session: Session) -> None:
    try:
        session.commit()
    except DBAPIError as error:
        # Where the server goes away while it commits, nobody knows whether it did.
        session.info[WROTE] = has_written() or fault_of(error) is Fault.AWAY
        raise
    session.info[WROTE] = True


def has_written() -> bool:
    """Whether a command was committed in this context: a form that failed afterwards must not be sent again blindly."""
    return bool(db.session().info.get(WROTE))


def forget_written() -> None:
    """What was committed so far was not asked for by the form, such as the last use of a sign-in."""
    db.session().info[WROTE] = False


def lock_row(session: Session, model: type[Row], row_id: int, *options: ExecutableOption) -> Row:
    """The row, locked until the transaction ends (FOR UPDATE; BEGIN IMMEDIATE did it on SQLite), read fresh.

    `options` load related rows with it; only the row itself is locked. PostgreSQL answers a statement that waited for
    a lock with the related rows as they were before: there they are read once the lock is held, by a second one.

    Raises NotFound when there is none.
    """
    if options and session.get_bind().dialect.name == "postgresql":
        session.execute(_waiting_for(model), {"row_id": row_id})
    row: Row | None = session.scalars(_locking(model, options), {"row_id": row_id}).unique().one_or_none()
    if row is None:
        raise NotFound
    return row


@cache
def _waiting_for(model: type[Base]) -> Select[Any]:
    key = inspect(model).primary_key[0]
    return select(key).where(key == bindparam("row_id")).with_for_update()


@lru_cache(maxsize=LOCKS_KEPT)
def _locking(model: type[Row], options: tuple[ExecutableOption, ...]) -> Select[Row]:
    """Kept, because putting it together takes longer than running it. `options` made at each call are never found."""
    key = inspect(model).primary_key[0]
    statement = select(model).where(key == bindparam("row_id")).options(*options).with_for_update(of=model)
    return statement.execution_options(populate_existing=True)


def insert_new(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Add rows in one statement and say how many; one that a unique column already holds is left out.

    All rows name the same columns.
    """
    return len(add_new(session, model, rows))


def add_new(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> set[Any]:
    """Add rows as `insert_new` does, and say which primary keys are new."""
    if not rows:
        return set()
    return set(session.scalars(_adding(model, session.get_bind().dialect.name), rows))


@cache
def _adding(model: type[Base], dialect: str) -> Insert:
    """To the table itself: the mapper's own way of adding many rows costs as much again as the statement."""
    add = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return (
        add(model.metadata.tables[model.__tablename__])
        .on_conflict_do_nothing()
        .returning(inspect(model).primary_key[0])
    )
