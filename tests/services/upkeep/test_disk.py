"""A disk that is full or refuses is noted where it is met, and told until it is over; a busy database is none."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from portal.database import Fault, db, disk, fault_of, writing
from portal.documents.base import uploads
from portal.models.library.toolkits import Attachment
from portal.rules.refusals.base import FileNotKept
from portal.rules.upkeep.disk import DiskTrouble
from portal.services.base import files
from portal.services.upkeep.disk import look
from tests import sheet_factories as make
from tests.factories import World
from tests.locked import full, read_only, written_elsewhere

ON_SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"])
ON_POSTGRESQL = pytest.mark.parametrize("engine_name", ["postgresql"])


def write(app: Flask, size: int) -> Fault | None:
    """The fault that a writer of so many bytes meets; None where it is kept."""
    with app.app_context():
        try:
            with writing() as session:
                session.execute(text("CREATE TABLE written (filling TEXT)"))
                session.execute(text("INSERT INTO written VALUES (:filling)"), {"filling": "x" * size})
                session.execute(text("DROP TABLE written"))
        except DBAPIError as error:
            return fault_of(error)
        return None


def seen(app: Flask) -> DiskTrouble | None:
    with app.app_context():
        return look().trouble


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The operating system refuses whatever would make a file larger, as a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@ON_SQLITE
def test_a_full_database_is_told_until_there_is_room(app: Flask, world: World) -> None:
    with full(app):
        assert write(app, 500_000) is Fault.DISK_FULL
        assert seen(app) is DiskTrouble.FULL
        assert seen(app) is DiskTrouble.FULL

    assert seen(app) is None
    assert write(app, 500_000) is None


@ON_SQLITE
def test_a_database_that_may_not_be_written_to_is_told_until_it_may(app: Flask, world: World) -> None:
    with read_only(app):
        assert write(app, 1) is Fault.DISK_REFUSES
        assert seen(app) is DiskTrouble.REFUSES

    assert seen(app) is None


@ON_SQLITE
def test_a_busy_database_says_nothing_of_the_disk(app: Flask, world: World) -> None:
    with written_elsewhere(app):
        assert write(app, 1) is Fault.BUSY
        assert seen(app) is None


@ON_SQLITE
def test_a_database_that_reaches_a_limit_of_the_system_is_full(app: Flask, world: World) -> None:
    with no_file_beyond(4096):
        assert write(app, 500_000) is Fault.DISK_FULL
        assert seen(app) is DiskTrouble.FULL

    assert seen(app) is None


@ON_POSTGRESQL
@pytest.mark.parametrize(("code", "told"), [("53100", DiskTrouble.FULL), ("58030", DiskTrouble.REFUSES)])
def test_postgresql_says_what_its_disk_does(app: Flask, world: World, code: str, told: DiskTrouble) -> None:
    with app.app_context(), pytest.raises(DBAPIError), writing() as session:
        session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"))

    assert app.extensions[disk.PLACE].fault is {v.value: v for v in Fault}[told.value]
    assert seen(app) is None  # what is tried works


@ON_POSTGRESQL
def test_a_postgresql_that_only_reads_is_told_until_it_writes(app: Flask, world: World) -> None:
    def on_connect(connection: object, _record: object) -> None:
        connection.execute("SET default_transaction_read_only = on")  # type: ignore[attr-defined] # psycopg's
        connection.commit()  # type: ignore[attr-defined] # as above

    with app.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "connect", on_connect)
    try:
        assert write(app, 1) is Fault.DISK_REFUSES
        assert seen(app) is DiskTrouble.REFUSES
    finally:
        event.remove(engine, "connect", on_connect)
        with app.app_context():
            db.session.remove()
            engine.dispose()

    assert seen(app) is None


def kept(app: Flask) -> list[Path]:
    return [path for path in (app.config["PORTAL"].home / "files").rglob("*") if path.is_file()]


@ON_SQLITE
def test_a_file_that_finds_no_room_leaves_nothing_behind(app: Flask, world: World) -> None:
    sheet, before = make.published(world), kept(app)
    content = b"- bail\n" * 30_000

    with no_file_beyond(65_000):
        with pytest.raises(FileNotKept):
            files.keep(uploads.inspect(content, "liste.txt"))
        assert seen(app) is DiskTrouble.FULL

    assert kept(app) == before
    assert world.all(Attachment) == []
    assert seen(app) is None
    make.attachment(world, sheet, content)


@ON_SQLITE
def test_little_room_is_told_before_there_is_none(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["PORTAL"]
    monkeypatch.setitem(app.config, "PORTAL", replace(settings, disk_warning_bytes=10**18))

    assert seen(app) is DiskTrouble.LOW
