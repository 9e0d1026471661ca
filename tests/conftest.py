"""What every test stands on: an application per engine, a fresh database per test, a client that checks its pages."""

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import text

from config import MailSettings, Settings
from portal import clock
from portal.app import create_app
from portal.database import db, disk, search_index
from portal.services.base import counts
from tests.checked_client import CheckedClient
from tests.embedded_postgresql import embedded_postgresql
from tests.factories import World

SECRET_KEY = "tests-only-" + "x" * 40
TEMPLATE = "template.sqlite3"
QUICK = ("rules", "law", "services")
# One profile for the suite: a busy machine draws slowly, and that is no fault of what is tested. One fault is told at a
# time: two found by chance come as a group of exceptions, which `raises(AssertionError)` of a planted defect is not.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], report_multiple_bugs=False
)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="SQLite alone; without paths: rules, law and services")
    parser.addoption("--at", type=datetime.fromisoformat, help="the Brussels moment it is when the tests begin")


def pytest_configure(config: pytest.Config) -> None:
    _begin_at(config.option.at or _last_tuesday_morning())
    if config.option.quick and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args[:] = [str(Path(__file__).parent / floor) for floor in QUICK]


def _begin_at(moment: datetime) -> None:
    """Whatever the hour outside, it is `moment` when the tests begin, and time goes on from there."""
    time_machine.travel(clock.utc(moment), tick=True).start()


def _last_tuesday_morning() -> datetime:
    """The last one: a browser still accepts its cookies, and nothing is due that another process sees in the future."""
    today = clock.today()
    return datetime.combine(today - timedelta(days=(today.weekday() - 1) % 7 or 7), time(10))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.quick:
        kept = [item for item in items if _engine_of(item) != "postgresql"]
        config.hook.pytest_deselected(items=[item for item in items if _engine_of(item) == "postgresql"])
        items[:] = kept


def _engine_of(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return str(call.params.get("engine_name", "sqlite")) if call else "sqlite"


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes made at import hold the time: named after it, two workers would collect two different tests."""
    return "bytes" if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """What is loaded stays: the collector need not walk through it again after every few rows."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Not under pytest's own folder: another run would close it to the server's user."""
    with embedded_postgresql(durable=False) as url:
        yield url


def settings_for(home: Path, url: str, **changes: object) -> Settings:
    values: dict[str, object] = {
        "environment": "development",
        "home": home,
        "host": "127.0.0.1",
        "port": 8000,
        "base_url": "http://localhost",
        "secret_key": SECRET_KEY,
        "database_url": url,
        "organisation_name": "La Sambrienne",
        "mail": MailSettings("", 25, "", "", "none", "La Sambrienne, formations", "formations@example.org", 2.0),
        "testing": True,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Flask]]:
    made: dict[str, Flask] = {}

    def app_on(engine_name: str) -> Flask:
        if engine_name not in made:
            home = tmp_path_factory.mktemp(engine_name)
            on_sqlite = engine_name == "sqlite"
            url = f"sqlite:///{home / 'portal.sqlite3'}" if on_sqlite else request.getfixturevalue("postgresql_url")
            made[engine_name] = create_app(settings_for(home, url))
            _create_schema(made[engine_name])
            if on_sqlite:
                keep_copy(made[engine_name], TEMPLATE)
        return made[engine_name]

    yield app_on
    for app in made.values():
        with app.app_context():
            db.engine.dispose()


def _create_schema(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            search_index.create(connection)


def keep_copy(app: Flask, name: str) -> None:
    """Copy the SQLite database as it is now, so that `put_copy_back` can bring it back."""
    home: Path = app.config["PORTAL"].home
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.engine.dispose()
    shutil.copy(home / "portal.sqlite3", home / name)


def put_copy_back(app: Flask, name: str) -> None:
    """Make a copy of the SQLite database the database again."""
    home: Path = app.config["PORTAL"].home
    with app.app_context():
        db.engine.dispose()  # before the file goes: an open connection would write into the old one
    for leftover in ("portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm"):
        (home / leftover).unlink(missing_ok=True)
    shutil.copy(home / name, home / "portal.sqlite3")


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def app(apps: Callable[[str], Flask], engine_name: str) -> Iterator[Flask]:
    app = apps(engine_name)
    app.test_client_class = CheckedClient
    app.extensions.pop(counts.PLACE, None)
    disk.keep_notes(app)
    emptied(app, engine_name)
    yield app
    with app.app_context():
        db.session.remove()
        if engine_name == "sqlite":
            db.engine.dispose()


def emptied(app: Flask, engine_name: str) -> None:
    """Bring the database back to what it was before the first row."""
    if engine_name == "sqlite":
        put_copy_back(app, TEMPLATE)
        return
    with app.app_context(), db.engine.begin() as connection:
        # A hundred times as fast as TRUNCATE on tables of a few rows; without triggers, in any order.
        deletes = "; ".join(f"DELETE FROM {table.name}" for table in db.metadata.sorted_tables)
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletes}"))
        connection.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return client


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)
