"""F, the smallest honest registration: a form with its token, a lock, the rows that ours writes, constant mails."""

from pathlib import Path
from secrets import token_hex
from typing import Any

from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect, FlaskForm
from sqlalchemy import Insert, bindparam, insert, select
from sqlalchemy.orm import Session
from wtforms import EmailField, FieldList, Form, FormField, StringField
from wtforms.validators import DataRequired, Email

from portal import clock
from portal.database import connect, writing
from portal.models.accounts.accounts import Membership
from portal.models.base.base import Base
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import FormReceipt, Registration
from portal.rules.base.states import CalendarMethod, RegistrationState

# What a registration leaves behind for each person; who registered has one mail.
# bench/registering.py holds both to it.
EVENTS = 3
TEXT, PAGE, CALENDAR = (
    "Votre place est confirmée. " * 40,
    "<p>Votre place est confirmée.</p>" * 150,
    b"VEVENT\r\n" * 200,
)
SESSION, PARTNER, MEETING = (model.__table__.c for model in (TrainingSession, Partner, Meeting))
LOCKED = select(SESSION.id).where(SESSION.public_id == bindparam("public_id")).with_for_update()
ACTING = (
    select(PARTNER.id, Membership.__table__.c.account_id)
    .join(Membership.__table__)
    .where(PARTNER.slug == bindparam("slug"))
)
FIRST = select(MEETING.id).where(MEETING.session_id == bindparam("session_id")).order_by(MEETING.starts_at).limit(1)


def _adding(model: type[Base]) -> Insert:
    return insert(model.__table__)


def _numbered(model: type[Base]) -> Any:
    return insert(model.__table__).returning(model.__table__.c.id, sort_by_parameter_order=True)


PERSON, REGISTRATION, ENTRY = _numbered(Person), _numbered(Registration), _numbered(CalendarEntry)
MAIL, EVENT, RECEIPT = _adding(OutboxMessage), _adding(Event), _adding(FormReceipt)


class PersonForm(Form):
    """Somebody who comes."""

    given_name = StringField(validators=[DataRequired()])
    family_name = StringField(validators=[DataRequired()])
    email = EmailField(validators=[DataRequired(), Email()])


class RegisterForm(FlaskForm):  # type: ignore[misc] # without types
    """Those who come, for a partner."""

    partner = StringField(validators=[DataRequired()])
    form_key = StringField(validators=[DataRequired()])
    people = FieldList(FormField(PersonForm), min_entries=1)


def application(url: str, _home: Path) -> Flask:
    """The application, its only form at the address of ours."""
    app = Flask("registration")
    app.config["SECRET_KEY"] = "bench-only-" + "x" * 40
    CSRFProtect(app)
    connect(app, url)

    @app.post("/seances/<public_id>/inscription")
    def register(public_id: str) -> ResponseReturnValue:
        form = RegisterForm()
        if not form.validate():
            return str(form.errors), 422
        with writing() as database:
            _write(database, public_id, form)
        return redirect("/", 303)

    return app


def _write(database: Session, public_id: str, form: RegisterForm) -> None:
    now = clock.now()
    session_id = database.scalars(LOCKED, {"public_id": public_id}).one()
    partner_id, account_id = database.execute(ACTING, {"slug": form.partner.data}).one()
    meeting_id = database.scalars(FIRST, {"session_id": session_id}).one()
    people = [person.data for person in form.people]
    person_ids = database.scalars(PERSON, [_person(one, partner_id, account_id, now) for one in people]).all()
    seat = {"session_id": session_id, "partner_id": partner_id, "joined_at": now, "confirmed_at": now}
    seats = [{**seat, "person_id": row_id, "state": RegistrationState.CONFIRMED} for row_id in person_ids]
    row_ids = database.scalars(REGISTRATION, seats).all()
    shown = {"session_id": session_id, "meeting_id": meeting_id, "method": CalendarMethod.REQUEST, "dtstamp": now}
    kept = {**shown, "content_hash": "0" * 64, "shown": {"title": "Formation"}, "created_at": now}
    entry_ids = database.scalars(ENTRY, [{**kept, "mailbox": one["email"]} for one in people]).all()
    database.execute(MAIL, [_mail(one, now) for one in _recipients(people, session_id, entry_ids)])
    event = {"at": now, "actor_id": account_id, "object_kind": "registration", "session_id": session_id}
    events = [{**event, "verb": "T2", "object_id": row_id} for row_id in row_ids for _event in range(EVENTS)]
    database.execute(EVENT, events)
    database.execute(RECEIPT, {"key": token_hex(20), "account_id": account_id, "outcome": str(row_ids), "at": now})


def _person(person: dict[str, str], partner_id: int, account_id: int, now: Any) -> dict[str, Any]:
    named = {key: person[key] for key in ("given_name", "family_name", "email")}
    folded = f"{person['given_name']} {person['family_name']}".lower()
    who = {"partner_id": partner_id, "added_by_id": account_id, "created_at": now}
    return {**named, "folded_name": folded, "mailbox": person["email"], **who}


def _recipients(people: list[dict[str, str]], session_id: int, entry_ids: Any) -> list[dict[str, Any]]:
    """Each person with an invitation, and who registered them with a mail."""
    invited = [
        {"to_address": one["email"], "to_name": one["given_name"], "calendar": CALENDAR, "entry_id": entry_id}
        for one, entry_id in zip(people, entry_ids, strict=True)
    ]
    told = {"to_address": "coordination@example.org", "to_name": "", "calendar": None, "entry_id": None}
    return [{**one, "session_id": session_id} for one in [*invited, told]]


def _mail(recipient: dict[str, Any], now: Any) -> dict[str, Any]:
    words = {"kind": "place_confirmed", "subject": "Place confirmée", "body_text": TEXT, "body_html": PAGE}
    dates = {"not_before": now, "expires_at": now, "created_at": now}
    return {**recipient, **words, **dates, "key": token_hex(20), "message_id": token_hex(20)}
