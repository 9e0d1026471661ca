"""A real database that is busy or full, and what it takes to meet it in a test: no waiting."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from portal.database import db


@contextmanager
def written_elsewhere(app: Flask) -> Iterator[None]:
    """Another process writes for as long as the block: who wants to write is told at once that it is locked."""
    with _each_connection(app, "PRAGMA busy_timeout=0"):
        other = sqlite3.connect(app.config["PORTAL"].home / "portal.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """The SQLite database may not grow by a page, and has none to spare: SQLite itself says that it is full."""
    other = sqlite3.connect(app.config["PORTAL"].home / "portal.sqlite3", isolation_level=None)
    other.execute("VACUUM")
    [pages] = other.execute("PRAGMA page_count").fetchone()
    other.close()
    with _each_connection(app, f"PRAGMA max_page_count={pages}"):
        yield


@contextmanager
def read_only(app: Flask) -> Iterator[None]:
    """SQLite refuses whatever would change the database."""
    with _each_connection(app, "PRAGMA query_only=ON"):
        yield


@contextmanager
def _each_connection(app: Flask, pragma: str) -> Iterator[None]:
    """Every connection of the block begins its life with this pragma; those before and after do not."""

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(pragma)

    with app.app_context():
        engine = db.engine
        db.session.remove()
        engine.dispose()
    event.listen(engine, "connect", on_connect)
    try:
        yield
    finally:
        event.remove(engine, "connect", on_connect)
        with app.app_context():
            db.session.remove()
            engine.dispose()
