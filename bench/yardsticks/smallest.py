"""O, the smallest page: one row by one SELECT through SQLAlchemy, in one template compiled at the start."""

from pathlib import Path

from flask import Flask, render_template
from sqlalchemy import select

from portal.database import connect, db
from portal.models.planning.workshops import Workshop

PAGE = "<!doctype html><html lang='fr'><title>{{ row.title }}</title><h1>{{ row.title }}</h1><p>{{ row.summary }}</p>"
WORKSHOP = Workshop.__table__.c
ROW = select(WORKSHOP.title, WORKSHOP.summary).order_by(WORKSHOP.id).limit(1)


def application(url: str, _home: Path) -> Flask:
    """The application, its only page at `/`."""
    app = Flask("smallest")
    connect(app, url)
    template = app.jinja_env.from_string(PAGE)

    @app.get("/")
    def page() -> str:
        return render_template(template, row=db.session.execute(ROW).one())

    return app
