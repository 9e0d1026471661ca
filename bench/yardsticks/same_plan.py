"""R of the plan of a team: all that our page must know, by bare statements, in one template."""

from collections import defaultdict
from pathlib import Path

from flask import Flask, abort, render_template
from flask import session as cookie
from sqlalchemy import bindparam, select

from bench.yardsticks.same_presence import SIGNED_IN
from bench.yardsticks.same_rows import (
    AGENDA,
    MEETING,
    PARTNER,
    SEAT,
    SESSION,
    SITE,
    WORKSHOP,
    bare_application,
    columns,
)
from portal import clock
from portal.database import db
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence
from portal.rules.base.secrets import hashed
from portal.rules.base.states import ContentStatus, RegistrationState

PERSON, MARK = columns(Person), columns(Presence)
WORDS = {"done": "Suivi", "booked": "Inscrit"}
MINE = select(PARTNER.id, PARTNER.name, PARTNER.slug).where(PARTNER.id == bindparam("partner_id"))
SITES = select(SITE.id, SITE.label).where(SITE.partner_id == bindparam("partner_id"))
PEOPLE = (
    select(PERSON.id, PERSON.given_name, PERSON.family_name, PERSON.site_id, PERSON.left_on, PERSON.blocked_at)
    .where(PERSON.partner_id == bindparam("partner_id"))
    .order_by(PERSON.family_name, PERSON.given_name)
)
WORKSHOPS = (
    select(WORKSHOP.id, WORKSHOP.title).where(WORKSHOP.status == ContentStatus.PUBLISHED).order_by(WORKSHOP.title)
)
STAYS = (
    select(SEAT.person_id, SEAT.session_id, SEAT.state, SEAT.outcome, SEAT.left_at, SESSION.workshop_id, MARK.mark)
    .join(TrainingSession.__table__, SESSION.id == SEAT.session_id)
    .outerjoin(Presence.__table__, MARK.registration_id == SEAT.id)
    .where(SEAT.partner_id == bindparam("partner_id"), SEAT.state != RegistrationState.CANCELLED)
)
MEETINGS = (
    select(MEETING.session_id, MEETING.starts_at, MEETING.ends_at)
    .where(
        MEETING.session_id.in_(
            select(SEAT.session_id).where(SEAT.partner_id == bindparam("partner_id")).union(select(SESSION.id))
        )
    )
    .order_by(MEETING.starts_at)
)


def application(url: str, _home: Path) -> Flask:
    """The application, its only page at the address of ours."""
    app = bare_application(url)
    app.secret_key = "bench"  # of a yardstick that serves nobody

    @app.get("/mon-association/plan")
    def plan() -> str:
        account = db.session.execute(SIGNED_IN, {"token_hash": hashed(cookie.get("_user_id", ""))}).first()
        if account is None or account.partner_id is None:
            abort(404)
        keys = {"partner_id": account.partner_id}
        partner = db.session.execute(MINE, keys).one()
        db.session.execute(SITES, keys).all()
        meetings = {row.session_id: row for row in db.session.execute(MEETINGS, keys)}
        standings: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
        for row in db.session.execute(STAYS, keys):
            done, meeting = row.state is RegistrationState.COMPLETED, meetings[row.session_id]
            minutes = (meeting.ends_at - meeting.starts_at).seconds // 60
            day = clock.local(meeting.starts_at)
            said = f"{day.day} {day.month}., {minutes // 60} h {minutes % 60}" if done else f"{day.day} {day.month}."
            standings[row.person_id][row.workshop_id] = ("done" if done else "booked", said)
        return render_template(
            "plan.html",
            partner=partner,
            people=db.session.execute(PEOPLE, keys).all(),
            workshops=db.session.execute(WORKSHOPS).all(),
            sessions=db.session.execute(AGENDA, {"now": clock.now()}).all(),
            standings=standings,
            words=WORDS,
        )

    return app
