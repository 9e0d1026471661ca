"""R, the same rows: those of our pages by bare statements built once, in compiled templates without components."""

import re
from pathlib import Path
from typing import Any

from flask import Flask, render_template
from jinja2 import FunctionLoader
from sqlalchemy import ColumnElement, Select, bindparam, false, func, select

from portal import clock
from portal.database import connect, db
from portal.models.accounts.accounts import Account
from portal.models.base.base import Base
from portal.models.library.toolkits import Sheet, Toolkit, ToolkitEntry
from portal.models.network.partners import Contact, Municipality, Partner, Relationship, Site, Theme
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.planning.workshops import Venue, Workshop, workshop_themes
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import (
    SEATS,
    ContactKind,
    ContentStatus,
    PartnerStatus,
    RegistrationState,
    SessionStatus,
    Visibility,
)

PARTNERS_A_PAGE = 50
TEMPLATES = Path(__file__).parent / "templates"
DRAWING = re.compile(r"\[\[([\w-]+)\]\]")
DRAWN = r'<svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg?v=0123456789ab#\1" /></svg>'


def columns(model: type[Base]) -> Any:
    """The bare columns of a table."""
    return model.__table__.c


SESSION, WORKSHOP, MEETING, VENUE = (columns(model) for model in (TrainingSession, Workshop, Meeting, Venue))
TOWN, THEME, ACCOUNT, TRAINER = (columns(model) for model in (Municipality, Theme, Account, SessionTrainer))
SHEET, ENTRY, TOOLKIT, SEAT = (columns(model) for model in (Sheet, ToolkitEntry, Toolkit, Registration))
PARTNER, SITE, TIE, CONTACT = (columns(model) for model in (Partner, Site, Relationship, Contact))


def _number(condition: ColumnElement[bool]) -> Any:
    counted = select(func.count()).select_from(Registration.__table__).where(SEAT.session_id == SESSION.id, condition)
    return counted.correlate(TrainingSession.__table__).scalar_subquery()


def _sessions(*more: Any) -> Select[Any]:
    shown = [SESSION[name] for name in ("id", "public_id", "workshop_id", "status", "capacity", "allowance", "quota")]
    dates = [SESSION[name] for name in ("quota_release_at", "opens_at", "closes_at", "cancel_deadline", "freeze_at")]
    seats = _number(SEAT.state.in_(SEATS) & SEAT.left_at.is_(None)).label("seats")
    waiting = _number(SEAT.state == RegistrationState.WAITLISTED).label("waiting")
    row = select(*shown, *dates, SESSION.published_at, WORKSHOP.title, WORKSHOP.summary, seats, waiting, *more)
    return row.join(Workshop.__table__, WORKSHOP.id == SESSION.workshop_id)


def _meetings(*more: Any) -> Select[Any]:
    shown = (MEETING.session_id, MEETING.id, MEETING.title, MEETING.starts_at, MEETING.ends_at, MEETING.online_link)
    return (
        select(*shown, VENUE.name, VENUE.street, VENUE.postcode, TOWN.name.label("town"), TOWN.nis, *more)
        .outerjoin(Venue.__table__, VENUE.id == MEETING.venue_id)
        .outerjoin(Municipality.__table__, TOWN.nis == VENUE.municipality_nis)
        .order_by(MEETING.starts_at, MEETING.id)
    )


TOLD = (SESSION.note, SESSION.contact_phone, SESSION.contact_email, WORKSHOP.objectives, WORKSHOP.programme)
WAY = [VENUE[name] for name in ("step_free", "hearing_loop", "bus", "parking", "phone", "latitude", "longitude")]
ONE_SESSION = _sessions(*TOLD).where(SESSION.public_id == bindparam("public_id"))
AGENDA = _sessions().where(
    SESSION.status.in_((SessionStatus.PUBLISHED, SessionStatus.CANCELLED)),
    SESSION.id.in_(select(MEETING.session_id).where(MEETING.ends_at > bindparam("now"))),
)
MEETINGS_OF_ONE = _meetings(*WAY).where(MEETING.session_id == bindparam("session_id"))
MEETINGS = _meetings().where(MEETING.ends_at > bindparam("now"))
TRAINERS = (
    select(ACCOUNT.given_name, ACCOUNT.family_name, ACCOUNT.function)
    .join(SessionTrainer.__table__, TRAINER.account_id == ACCOUNT.id)
    .where(TRAINER.session_id == bindparam("session_id"))
)
THEMES = (
    select(workshop_themes.c.workshop_id, THEME.code, THEME.label)
    .join(workshop_themes, workshop_themes.c.theme_id == THEME.id)
    .order_by(THEME.label)
)
THEMES_OF_ONE = THEMES.where(workshop_themes.c.workshop_id == bindparam("workshop_id"))
SHEETS = (
    select(SHEET.slug, SHEET.title)
    .join(ToolkitEntry.__table__, ENTRY.sheet_id == SHEET.id)
    .join(Toolkit.__table__, TOOLKIT.id == ENTRY.toolkit_id)
    .where(TOOLKIT.workshop_id == bindparam("workshop_id"), TOOLKIT.status == ContentStatus.PUBLISHED)
    .where(SHEET.status == ContentStatus.PUBLISHED, SHEET.visibility == Visibility.PUBLIC)
    .order_by(TOOLKIT.position, ENTRY.position)
)
LISTED = (
    PARTNER.status == PartnerStatus.ACTIVE,
    PARTNER.individual == false(),
    PARTNER.visibility == Visibility.PUBLIC,
)
TOTAL = select(func.count()).select_from(Partner.__table__).where(*LISTED)
TOWNS = select(TOWN.nis, TOWN.name).where(TOWN.nis.in_(select(SITE.municipality_nis))).order_by(TOWN.name)
PARTNERS = (
    select(
        PARTNER.slug,
        PARTNER.name,
        PARTNER.description,
        PARTNER.verified_at,
        TOWN.name.label("town"),
        TIE.kind,
        CONTACT.phone,
    )
    .outerjoin(Site.__table__, SITE.partner_id == PARTNER.id)
    .outerjoin(Municipality.__table__, TOWN.nis == SITE.municipality_nis)
    .outerjoin(Relationship.__table__, TIE.partner_id == PARTNER.id)
    .outerjoin(Contact.__table__, (CONTACT.partner_id == PARTNER.id) & (CONTACT.kind == ContactKind.ROLE_MAILBOX))
    .where(*LISTED)
    .order_by(PARTNER.folded_name, PARTNER.id)
    .limit(PARTNERS_A_PAGE)
)


def _source(name: str) -> str:
    """A template with its drawings, written [[name]], put in before it is compiled: they are text like any other."""
    return DRAWING.sub(DRAWN, (TEMPLATES / name).read_text())


def bare_application(url: str) -> Flask:
    """A Flask application over the database at `url`, with the templates of the yardsticks and no page."""
    app = Flask("same_rows")
    app.jinja_env.loader = FunctionLoader(_source)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    connect(app, url)
    return app


def application(url: str, _home: Path) -> Flask:
    """The application, its three pages at the addresses of ours."""
    app = bare_application(url)

    @app.get("/")
    def agenda() -> str:
        now = clock.now()
        sessions = db.session.execute(AGENDA, {"now": now}).all()
        meetings: dict[int, list[Any]] = {row.id: [] for row in sessions}
        for meeting in db.session.execute(MEETINGS, {"now": now}):
            meetings[meeting.session_id].append(meeting)
        shown = sorted(sessions, key=lambda row: meetings[row.id][0].starts_at)
        themes = db.session.execute(THEMES).all()
        return render_template("agenda.html", sessions=shown, meetings=meetings, themes=themes)

    @app.get("/seances/<public_id>")
    def session(public_id: str) -> str:
        row = db.session.execute(ONE_SESSION, {"public_id": public_id}).one()
        keys = {"session_id": row.id, "workshop_id": row.workshop_id}
        rest = {
            "meetings": db.session.execute(MEETINGS_OF_ONE, keys).all(),
            "trainers": db.session.execute(TRAINERS, keys).all(),
            "themes": db.session.execute(THEMES_OF_ONE, keys).all(),
            "sheets": db.session.execute(SHEETS, keys).all(),
        }
        return render_template("session.html", s=row, objectives=row.objectives.splitlines(), **rest)

    @app.get("/annuaire")
    def directory() -> str:
        total = db.session.scalar(TOTAL)
        towns, partners = db.session.execute(TOWNS).all(), db.session.execute(PARTNERS).all()
        return render_template("directory.html", total=total, towns=towns, partners=partners)

    return app
