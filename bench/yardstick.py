"""The yardstick O: a bare Flask page that renders the same rows through Jinja and SQLAlchemy, without components."""

from flask import Flask, render_template_string
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.database import connect, db
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Venue

AGENDA = """<!doctype html><title>O</title><ul>{% for s in sessions %}<li><a href="/s/{{ s.public_id }}">
{{ s.workshop.title }}</a> {{ s.capacity }} {{ s.quota }}
{% for m in s.meetings %}{{ m.starts_at.strftime("%d/%m/%Y %H:%M") }} {{ m.ends_at.strftime("%H:%M") }}
{{ m.venue.name }}, {{ m.venue.municipality.name }}{% endfor %}</li>{% endfor %}</ul>"""
SESSION = """<!doctype html><title>O</title><h1>{{ s.workshop.title }}</h1><p>{{ s.workshop.objectives }}</p>
<p>{{ s.capacity }}</p>{% for m in s.meetings %}<p>{{ m.starts_at }} {{ m.venue.name }} {{ m.venue.street }}
{{ m.venue.municipality.name }}</p>{% endfor %}{% for t in s.trainers %}<p>{{ t.account.given_name }}</p>{% endfor %}"""
PARTNERS = """<!doctype html><title>O</title>{% for p in partners %}<article><h2><a href="/a/{{ p.slug }}">{{ p.name }}
</a></h2><p>{{ p.description }}</p>{% for c in p.contacts %}{{ c.phone }}{% endfor %}{% for s in p.sites %}
{{ s.municipality.name }}{% endfor %}{% for r in p.relationships %}{{ r.kind }}{% endfor %}</article>{% endfor %}"""


def yardstick(url: str, partners_a_page: int) -> Flask:
    """A Flask application with three bare pages over the same database."""
    app = Flask("yardstick")
    connect(app, url)

    @app.get("/agenda")
    def agenda() -> str:
        rows = db.session.scalars(_sessions().order_by(TrainingSession.id)).all()
        return render_template_string(AGENDA, sessions=rows)

    @app.get("/session/<public_id>")
    def session(public_id: str) -> str:
        row = db.session.scalars(_sessions().where(TrainingSession.public_id == public_id)).one()
        return render_template_string(SESSION, s=row)

    @app.get("/partners")
    def partners() -> str:
        statement = select(Partner).options(
            selectinload(Partner.contacts), selectinload(Partner.sites), selectinload(Partner.relationships)
        )
        rows = db.session.scalars(statement.order_by(Partner.folded_name).limit(partners_a_page)).all()
        return render_template_string(PARTNERS, partners=rows)

    return app


def _sessions():  # type: ignore[no-untyped-def] # a statement
    venue = selectinload(TrainingSession.meetings).joinedload(Meeting.venue).joinedload(Venue.municipality)
    workshop = selectinload(TrainingSession.workshop)
    return select(TrainingSession).options(workshop, venue, selectinload(TrainingSession.trainers))
