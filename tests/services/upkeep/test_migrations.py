"""The migrations, from nothing up and back down, on both engines, on empty and on filled databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, Column, String, create_engine, delete, func, inspect, make_url, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.app import create_app
from portal.database import db, writing
from portal.mail.entries.revisions import shown_from
from portal.mail.wire import outbox
from portal.mail.wire.causes import EntryNews, entry_news_of
from portal.mail.wire.outbox import Envelope
from portal.models.accounts.accounts import Account, Challenge, Membership
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.rules.base.secrets import new_token
from portal.rules.base.states import CalendarMethod, MembershipRole, MessageState
from portal.services.accounts import signing_in
from portal.services.accounts.signing_in import Asking
from tests.conftest import settings_for

MIGRATIONS = Path(__file__).parents[3] / "migrations"


@pytest.fixture
def app(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A portal on a database without any table."""
    on_sqlite = engine_name == "sqlite"
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}" if on_sqlite else empty_database(request)
    app = create_app(settings_for(tmp_path, url))
    yield app
    with app.app_context():
        db.engine.dispose()


def empty_database(request: pytest.FixtureRequest) -> str:
    server = make_url(request.getfixturevalue("postgresql_url"))
    fresh = server.set(database="migrations")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS migrations")
        connection.exec_driver_sql("CREATE DATABASE migrations")
    engine.dispose()
    return fresh.render_as_string(hide_password=False)


@pytest.fixture
def filled(app: Flask) -> Account:
    """An account that belongs to a partner, in an upgraded database."""
    flask_migrate.upgrade()
    account = Account(email="fatou@example.org", created_at=clock.now())
    partner = Partner(slug="fadd", name="FADD", folded_name="fadd", created_at=clock.now())
    role = MembershipRole.COORDINATOR
    db.session.add(Membership(account=account, partner=partner, role=role, since=clock.now()))
    db.session.commit()
    return account


@pytest.fixture
def more_migrations(tmp_path: Path) -> Path:
    """A copy of the migrations, to which a test adds one."""
    copy = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, copy)
    return copy


def add_migration(folder: Path, body: str) -> None:
    head = max(path.name[:4] for path in (folder / "versions").glob("0*.py"))
    (folder / "versions" / "9999_next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f"revision = '9999'\ndown_revision = '{head}'\n\n\ndef upgrade():\n{body}\n"
    )


def count(table: str) -> int:
    with db.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(text(table))) or 0


def test_the_migrated_database_is_the_one_the_models_describe(app: Flask) -> None:
    flask_migrate.upgrade()

    flask_migrate.check()


def test_the_migrated_database_has_the_checks_of_the_models(app: Flask) -> None:
    flask_migrate.upgrade()

    inspector = inspect(db.engine)
    tables = db.metadata.tables
    there = {check["name"] for table in tables for check in inspector.get_check_constraints(table)}
    meant = {
        str(check.name)
        for table in tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    assert there == meant
    assert meant


def test_the_migrated_database_orders_texts_as_the_models_say(app: Flask) -> None:
    flask_migrate.upgrade()

    engine, inspector = db.engine, inspect(db.engine)
    there = {
        (table, column["name"], column["type"].collation)
        for table in db.metadata.tables
        for column in inspector.get_columns(table)
        if getattr(column["type"], "collation", None)
    }
    own = ((column, column.type.dialect_impl(engine.dialect)) for column in columns())
    meant = {(column.table.name, column.name, kind.collation) for column, kind in own if isinstance(kind, String)}
    assert there == {kept for kept in meant if kept[2]}
    assert bool(there) == (engine.dialect.name == "postgresql")


def columns() -> Iterator[Column[Any]]:
    for table in db.metadata.tables.values():
        yield from table.columns


def test_going_down_to_the_base_leaves_nothing(app: Flask) -> None:
    flask_migrate.upgrade()

    flask_migrate.downgrade(revision="base")

    assert inspect(db.engine).get_table_names() == ["alembic_version"]


def test_a_filled_database_goes_down_one_and_up_again_with_its_rows(filled: Account) -> None:
    flask_migrate.downgrade(revision="0001")
    flask_migrate.upgrade()

    assert (count("accounts"), count("partners"), count("memberships")) == (1, 1, 1)


def test_upgrading_twice_changes_nothing(filled: Account) -> None:
    flask_migrate.upgrade()

    assert count("memberships") == 1


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(filled: Account, more_migrations: Path) -> None:
    add_migration(
        more_migrations,
        "    with op.batch_alter_table('partners') as batch:\n"
        "        batch.alter_column('short_name', type_=sa.Text(), existing_type=sa.String(80))",
    )

    flask_migrate.upgrade(directory=str(more_migrations))

    assert (count("partners"), count("memberships")) == (1, 1)


def test_no_migration_lets_a_number_come_again(filled: Account, more_migrations: Path) -> None:
    """A code was asked for and forgotten; then a migration copied the table."""
    ask_for_a_code()
    db.session.execute(delete(Challenge))
    db.session.commit()
    add_migration(
        more_migrations,
        "    once = {'sqlite_autoincrement': True}\n"
        "    with op.batch_alter_table('challenges', table_kwargs=once) as batch:\n"
        "        batch.alter_column('network', type_=sa.Text(), existing_type=sa.String(80))",
    )

    flask_migrate.upgrade(directory=str(more_migrations))
    ask_for_a_code()

    assert db.session.scalars(select(Challenge.id)).all() == [2]


def test_every_migrated_table_that_numbers_its_rows_gives_each_number_once(app: Flask, engine_name: str) -> None:
    flask_migrate.upgrade()
    if engine_name != "sqlite":
        return

    made = dict(db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
    numbered = [table.name for table in db.metadata.sorted_tables if "id" in table.primary_key]
    assert [name for name in numbered if "PRIMARY KEY AUTOINCREMENT" not in made[name]] == []


def test_a_portal_whose_numbers_had_begun_again_is_cured(filled: Account) -> None:
    """Its challenges were emptied and its outbox holds the key of the first: nobody could sign in."""
    flask_migrate.downgrade(revision="0009")
    with writing() as session:
        words = {"link": "", "code": "", "until": ""}
        outbox.put(session, Envelope("sign_in_code", "a@example.org", "", words, key="sign-in:7"))

    flask_migrate.upgrade()
    ask_for_a_code()

    assert db.session.scalars(select(Challenge.id)).all() == ([8] if db.engine.name == "sqlite" else [1])
    assert db.session.scalars(select(OutboxMessage.kind)).all() == ["sign_in_code", "sign_in_code"]


def ask_for_a_code() -> None:
    signing_in.request_code(Asking("fatou@example.org", "/", new_token(), "192.0.2.1"))


def test_a_migration_that_orphans_rows_is_refused_whole(filled: Account, more_migrations: Path) -> None:
    add_migration(more_migrations, "    op.execute('DELETE FROM partners')")

    with pytest.raises((SystemExit, IntegrityError)):  # Flask-Migrate ends the process with our sentence
        flask_migrate.upgrade(directory=str(more_migrations))

    assert (count("partners"), count("memberships")) == (1, 1)


def test_foreign_keys_are_on_again_after_migrating(filled: Account, engine_name: str) -> None:
    if engine_name != "sqlite":
        return
    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_states_of_entries_that_were_guessed_are_named(app: Flask) -> None:
    """One whose calendar threw it away, its new invitation waiting; one as it was; going down brings hashes."""
    flask_migrate.upgrade()
    with writing() as session:
        said, kept, forgotten = (_entry(session, number) for number in range(3))
        _mail(session, said, "known", MessageState.WAITING)
        _mail(session, kept, "left", MessageState.SENT)
        forgotten.forgotten = True
    flask_migrate.downgrade(revision="0015")
    with db.engine.begin() as connection:
        hashes = list(connection.scalars(text("SELECT content_hash FROM calendar_entries ORDER BY id")))

    flask_migrate.upgrade()

    assert hashes == [shown_from(SHOWN).hash, shown_from(SHOWN).hash, ""]
    assert db.session.scalars(select(CalendarEntry.forgotten).order_by(CalendarEntry.id)).all() == [False, False, True]
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [row.may_have_left for row in rows] == [False, True]
    assert entry_news_of(rows[0]) == EntryNews(None, SHOWN, None)


SHOWN = {
    "starts_at": "2026-12-03T08:00:00+00:00",
    "ends_at": "2026-12-03T11:00:00+00:00",
    "place": "",
    "venue_id": None,
    "online_link": "https://example.org/visio",
    "people": {"4": "Camille Étoile"},
    "teaches": False,
}


def _entry(session: Session, number: int) -> CalendarEntry:
    now = clock.now()
    if number == 0:
        workshop = Workshop(slug="w", title="W", created_at=now)
        session.add(TrainingSession(public_id="s", workshop=workshop, capacity=3, created_at=now))
        session.flush()
    values = {"method": CalendarMethod.REQUEST, "sequence": 1, "dtstamp": now, "created_at": now, "shown": SHOWN}
    training_id = session.scalars(select(TrainingSession.id)).one()
    entry = CalendarEntry(session_id=training_id, mailbox=f"box{number}@example.org", **values)
    session.add(entry)
    session.flush()
    return entry


def _mail(session: Session, entry: CalendarEntry, key: str, state: MessageState) -> None:
    """As an older portal wrote it: what its reader knew is not said."""
    words = {"kind": "place_confirmed", "subject": "", "body_text": "", "body_html": "", "message_id": f"<{key}>"}
    cause = {"registrations": [4], "before": None, "told": None}
    now = clock.now()
    row = OutboxMessage(key=key, to_address=entry.mailbox, entry_id=entry.id, cause=cause, state=state, **words)
    row.method, row.not_before, row.created_at = CalendarMethod.REQUEST, now, now
    session.add(row)
