"""What a command reads beside its lock is as new as the lock: PostgreSQL answers who waited with its older picture."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session, joinedload

from portal.database import db, lock_row, writing
from portal.mail.entries.situations import AS_MAILS_SHOW
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.services.registrations.acts import TOGETHER
from tests.factories import World
from tests.patience import until

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


def waits(app: Flask) -> bool:
    """Whether somebody waits for a row; on SQLite whoever comes second waits before it reads anything."""
    if db.engine.dialect.name == "sqlite":
        return True
    with db.engine.connect() as connection:
        return bool(connection.scalar(WAITING))


def while_locked(
    app: Flask, session_id: int, change: Callable[[Session, TrainingSession], None], read: Callable[[], None]
) -> None:
    """Run `read` in another thread while the session is locked, `change` it, and let the lock go once `read` waits."""

    def other() -> None:
        with app.app_context():
            read()
            db.session.remove()

    thread = threading.Thread(target=other)
    with writing() as session:
        training = lock_row(session, TrainingSession, session_id)
        change(session, training)
        session.flush()
        thread.start()
        until(lambda: waits(app), "the other command at the lock")
    thread.join()


@pytest.mark.parametrize(
    "options", [TOGETHER, AS_MAILS_SHOW, (joinedload(TrainingSession.meetings),)], ids=["act", "mails", "meetings"]
)
def test_meetings_moved_while_a_command_waited_are_read_as_they_are(app: Flask, world: World, options: tuple) -> None:
    row = world.training_session()
    [meeting] = world.all(Meeting)
    moved = meeting.starts_at + timedelta(days=7)
    seen = []

    def move(session: Session, training: TrainingSession) -> None:
        training.meetings[0].starts_at = moved
        training.meetings[0].ends_at += timedelta(days=7)

    def read() -> None:
        with writing() as session:
            seen.append(lock_row(session, TrainingSession, row.id, *options).meetings[0].starts_at)

    while_locked(app, row.id, move, read)

    assert seen == [moved]
