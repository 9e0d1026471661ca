"""R of the page on which presence is taken: all that our page must know, by bare statements, in one template."""

from pathlib import Path
from typing import Any

from flask import Flask, abort, render_template
from flask import session as cookie
from sqlalchemy import Select, bindparam, exists, select

from bench.yardsticks.same_rows import (
    ACCOUNT,
    MEETING,
    MEETINGS_OF_ONE,
    ONE_SESSION,
    PARTNER,
    SEAT,
    TRAINER,
    bare_application,
    columns,
)
from portal.database import db
from portal.models.accounts.accounts import Account, Membership, SignIn
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.post.mail import CalendarEntry
from portal.models.registrations.answers import Answer, Arrangement, Question
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.secrets import hashed
from portal.rules.base.states import RegistrationState
from portal.rules.base.verbs import Verb

SIGN_IN, PERSON, MARK, EVENT = columns(SignIn), columns(Person), columns(Presence), columns(Event)
QUESTION, ANSWER, ARRANGEMENT, ENTRY = (columns(model) for model in (Question, Answer, Arrangement, CalendarEntry))
MEMBERSHIP, CODE, DECLARED, ASKED = (
    columns(model) for model in (Membership, RoomCode, DeclaredPresence, TrainerQuestion)
)


def _of_session(row: Select[Any], column: Any) -> Select[Any]:
    """The rows of one session, of a table that knows only its registrations."""
    return row.join(Registration.__table__, SEAT.id == column).where(SEAT.session_id == bindparam("session_id"))


SIGNED_IN = (
    select(ACCOUNT.id, ACCOUNT.given_name, ACCOUNT.family_name, ACCOUNT.is_staff, SIGN_IN.last_seen_at)
    .add_columns(MEMBERSHIP.partner_id, MEMBERSHIP.role, exists().where(TRAINER.account_id == ACCOUNT.id))
    .join(SignIn.__table__, SIGN_IN.account_id == ACCOUNT.id)
    .outerjoin(Membership.__table__, MEMBERSHIP.account_id == ACCOUNT.id)
    .where(SIGN_IN.token_hash == bindparam("token_hash"), SIGN_IN.revoked_at.is_(None))
)
GIVES_IT = select(TRAINER.session_id).where(
    TRAINER.account_id == bindparam("account_id"), TRAINER.session_id == bindparam("session_id")
)
PEOPLE = (
    select(SEAT.id, SEAT.state, SEAT.left_at, SEAT.outcome, SEAT.joined_at)
    .add_columns(PERSON.given_name, PERSON.family_name, PERSON.email, PARTNER.name.label("partner"))
    .join(Person.__table__, PERSON.id == SEAT.person_id)
    .join(Partner.__table__, PARTNER.id == SEAT.partner_id)
    .where(SEAT.session_id == bindparam("session_id"), SEAT.state != RegistrationState.CANCELLED)
    .order_by(PERSON.family_name, PERSON.given_name)
)
MARKS = _of_session(select(MARK.registration_id, MARK.meeting_id, MARK.mark), MARK.registration_id)
ARRANGEMENTS = _of_session(select(ARRANGEMENT.registration_id, ARRANGEMENT.kind), ARRANGEMENT.registration_id)
QUESTIONS = select(QUESTION.id, QUESTION.label).where(QUESTION.session_id == bindparam("session_id"))
ANSWERS = _of_session(select(ANSWER.registration_id, ANSWER.question_id, ANSWER.value), ANSWER.registration_id)
LATE = (
    select(EVENT.at, EVENT.verb, EVENT.reason, ACCOUNT.given_name, ACCOUNT.family_name)
    .outerjoin(Account.__table__, ACCOUNT.id == EVENT.actor_id)
    .where(EVENT.session_id == bindparam("session_id"), EVENT.verb == Verb.MARKED_PRESENCE, EVENT.reason != "")
)
DOWNLOADED = (
    select(EVENT.id, EVENT.at)
    .where(EVENT.session_id == bindparam("session_id"), EVENT.verb == Verb.DOWNLOADED_LIST)
    .order_by(EVENT.id.desc())
    .limit(1)
)
ENTRIES = select(ENTRY.shown, ENTRY.partstat).where(ENTRY.session_id == bindparam("session_id"), ENTRY.live.is_(True))
CODES = select(CODE.secret).where(
    CODE.meeting_id.in_(select(MEETING.id).where(MEETING.session_id == bindparam("session_id")))
)
DECLARATIONS = _of_session(select(DECLARED.registration_id, DECLARED.declared_at), DECLARED.registration_id)
TO_TRAINERS = select(ASKED.id, ASKED.released_at).where(ASKED.session_id == bindparam("session_id"))


def application(url: str, _home: Path) -> Flask:
    """The application, its only page at the address of ours."""
    app = bare_application(url)
    app.secret_key = "bench"  # of a yardstick that serves nobody

    @app.get("/seances/<public_id>/participants")
    def attendees(public_id: str) -> str:
        account = db.session.execute(SIGNED_IN, {"token_hash": hashed(cookie.get("_user_id", ""))}).first()
        row = db.session.execute(ONE_SESSION, {"public_id": public_id}).one()
        keys = {"session_id": row.id}
        if account is None or not db.session.execute(GIVES_IT, {**keys, "account_id": account.id}).all():
            abort(404)
        [meeting] = db.session.execute(MEETINGS_OF_ONE, keys).all()
        seated = db.session.execute(PEOPLE, keys).all()
        noted = {one.registration_id: str(one.mark) for one in db.session.execute(MARKS, keys)}
        around = (ARRANGEMENTS, QUESTIONS, ANSWERS, LATE, DOWNLOADED, ENTRIES, CODES, DECLARATIONS, TO_TRAINERS)
        read = [db.session.execute(statement, keys).all() for statement in around]
        marks = {one.id: noted.get(one.id, "") for one in seated}
        return render_template("attendees.html", s=row, meeting=meeting, seated=seated, marks=marks, around=read)

    return app
