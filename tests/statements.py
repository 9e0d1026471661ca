"""Counting the SQL that something sends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from portal.database import db

OF_THE_CONNECTION = ("BEGIN", "COMMIT", "PRAGMA")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements sent inside the block, those that only open or end a transaction apart."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(OF_THE_CONNECTION):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_of(app: Flask, act: Callable[[], object]) -> list[str]:
    """The statements that `act` sends."""
    with statements(app) as sent:
        act()
    return sent
