"""A portal on a database of its own, for one measurement."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask

from config import MailSettings, Settings
from portal.app import create_app
from portal.database import db, search_index
from tests.embedded_postgresql import embedded_postgresql
from tests.factories import World


@contextmanager
def portal_on(engine: str) -> Iterator[tuple[Flask, World]]:
    """An application with an empty schema on `sqlite` or `postgresql`, and a maker of rows."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{home / 'portal.sqlite3'}"
        if engine == "postgresql":
            url = stack.enter_context(embedded_postgresql(durable=True))
        app = portal_at(url, home)
        with app.app_context():
            db.create_all()
            with db.engine.begin() as connection:
                search_index.create(connection)
        try:
            yield app, World(app)
        finally:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def portal_at(url: str, home: Path) -> Flask:
    """The portal over a database that is there, its files in `home`."""
    return create_app(_settings(home, url))


def _settings(home: Path, url: str) -> Settings:
    mail = MailSettings("", 25, "", "", "none", "La Sambrienne, formations", "formations@example.org")
    return Settings(
        environment="development",
        home=home,
        host="127.0.0.1",
        port=8000,
        base_url="http://localhost",
        secret_key="bench-only-" + "x" * 40,
        database_url=url,
        organisation_name="La Sambrienne",
        mail=mail,
    )
