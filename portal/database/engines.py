"""The Flask-SQLAlchemy handle over our own Base, and how each engine is set up."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection

import portal.models  # noqa: F401 (registers every table)
from portal.database import disk, revisions
from portal.models.base.base import Base

BUSY_MILLISECONDS = 10_000
IMPATIENT_MILLISECONDS = 100
IMPATIENT = "impatient"  # a connection whose present transaction did not wait

db = SQLAlchemy(metadata=Base.metadata)
revisions.rename_at_commit(db.session)


def connect(app: Flask, url: str) -> None:
    """Bind the handle to `url`. SQLite gets WAL, foreign keys, explicit transactions, and forgets what is erased."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(url)
    db.init_app(app)
    disk.keep_notes(app)
    with app.app_context():
        engine: Engine = db.engine
        revisions.watch(engine)
        if engine.dialect.name == "sqlite":
            _set_up_sqlite(engine)


def _engine_options(url: str) -> dict[str, Any]:
    options: dict[str, Any] = {"hide_parameters": True}  # an error's message holds no person
    if url.startswith("sqlite"):
        return {**options, "connect_args": {"timeout": BUSY_MILLISECONDS / 1000}}
    return {**options, "pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        _wait_at_most(connection, options.get("patient", True))
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate", False) else "BEGIN")


def _wait_at_most(connection: Connection, patient: bool) -> None:
    """How long the transaction that begins waits for the one who writes; asked of SQLite only where it changes."""
    if patient is not connection.info.get(IMPATIENT, False):
        return
    connection.info[IMPATIENT] = not patient
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS if patient else IMPATIENT_MILLISECONDS}")
    cursor.close()
