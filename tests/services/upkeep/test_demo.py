"""The demo: what it fills an empty database with, and when it refuses."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.cli.demo import sessions as demo_sessions
from portal.cli.demo import teams as demo_teams
from portal.cli.demo.workshops import OTHER_ROOM
from portal.database import db
from portal.models.accounts.accounts import Account
from portal.models.attendance.certificates import Certificate
from portal.models.attendance.room_codes import DeclaredPresence, RoomCode
from portal.models.attendance.session_files import SessionFile, SheetScan
from portal.models.attendance.trainer_questions import TrainerQuestion
from portal.models.base.base import Base
from portal.models.network.partners import Partner
from portal.models.planning.seating import end_of, start_of
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.post.inbound import Bounce, InboundMessage
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.interests import Interest
from portal.models.registrations.people import JoinRequest, Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.days.working_days import is_working_day
from portal.rules.base.states import CalendarMethod, NotedBy, RegistrationState, SessionStatus
from tests.factories import World


def load(app: Flask, *options: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["demo", *options])
    return result.exit_code, result.output


def counted() -> dict[str, object]:
    """What the database holds, by what one looks for in the demo."""
    sessions = list(db.session.scalars(select(TrainingSession)))
    starts = [clock.local(start_of(training)) for training in sessions]
    return {
        "sessions": Counter(_standing(training) for training in sessions),
        "hours": {start.strftime("%H:%M") for start in starts},
        "meetings of the longest": _longest(sessions),
        "on days off": [start for start in starts if not is_working_day(start.date())],
        "far from today": [start for start in starts if not _near(start.date())],
        "partners, one of which asks to join": _count(Partner),
        "requests to join": _count(JoinRequest),
        "confirmed without an invitation": _confirmed() - _invited(),
        "seats to name": _registered(RegistrationState.HELD, Registration.hold_expires_at > clock.now()),
        "together in the line": _registered(RegistrationState.WAITLISTED, Registration.together.is_(True)),
        "answers": _answers(),
        "messages to read": _count(InboundMessage, state="to_read"),
        "mails that came back": _count(Bounce),
        "addresses that refuse": _count(Bounce, unreachable=True),
        "certificates": _count(Certificate),
        "half-days with a code": _count(RoomCode),
        "declared, to confirm": _count(DeclaredPresence),
        "how presences are noted": set(db.session.scalars(select(Presence.noted_by))),
        "questions to the trainers": Counter(
            row.released_at is not None for row in db.session.scalars(select(TrainerQuestion))
        ),
        "documents of sessions": _documents(),
        "signed sheets of sessions, by half-day": _sheets(),
        "people wished for": db.session.scalar(select(func.sum(Interest.seats))),
    }


def _near(day: date) -> bool:
    """Within two months to come, or the fourteen months that are over: hours have two years to choose from."""
    return -(365 + 60) <= (day - clock.today()).days <= 60


def test_the_demo_fills_an_empty_database(app: Flask) -> None:
    """One load for all of it: it plays hundreds of commands."""
    assert load(app) == (0, "Loading the demo\n")

    assert counted() == {
        "sessions": {"past": 8, "not closed": 1, "under way": 1, "open": 3, "full": 2},
        "hours": {"09:00"},
        "meetings of the longest": ["09:00 Salle Harmegnies", f"10:00 {OTHER_ROOM.name}", "09:00 Salle Harmegnies"],
        "on days off": [],
        "far from today": [],
        "partners, one of which asks to join": 22,
        "requests to join": 1,
        "confirmed without an invitation": set(),
        "seats to name": 4,
        "together in the line": 4,
        "answers": {"accepted": 2, "tentative": 1, "declined": 1},
        "messages to read": 2,
        "mails that came back": 2,
        "addresses that refuse": 1,
        "certificates": 72,
        "half-days with a code": 2,
        "declared, to confirm": 2,
        "how presences are noted": set(NotedBy),
        "questions to the trainers": {False: 2, True: 4},
        "documents of sessions": {
            ("before", "pdf", True): 2,
            ("before", "pdf", False): 2,
            ("after", "txt", None): 2,
        },
        "signed sheets of sessions, by half-day": [["jpg"], ["jpg jpg", "pdf"]],
        "people wished for": 11,
    }


def _longest(sessions: list[TrainingSession]) -> list[str]:
    meetings = sorted(max((training.meetings for training in sessions), key=len), key=lambda row: row.starts_at)
    return [f"{clock.local(row.starts_at):%H:%M} {row.venue.name if row.venue else ''}" for row in meetings]


def _registered(state: RegistrationState, where: Any) -> int:
    counted = select(func.count()).select_from(Registration).where(Registration.state == state, where)
    return db.session.scalar(counted) or 0


def _is_the_day_under_way(training: TrainingSession) -> bool:
    """Today, or the next working day, in two half-days of one day."""
    days = {clock.local(row.starts_at).date() for row in training.meetings}
    return len(training.meetings) == 2 and len(days) == 1


def _standing(training: TrainingSession) -> str:
    if training.status is SessionStatus.DONE:
        return "past"
    if _is_the_day_under_way(training):
        return "under way"
    if end_of(training) < clock.now():
        return "not closed"
    registered = select(Registration.state).where(Registration.session_id == training.id)
    states = Counter(db.session.scalars(registered))
    confirmed, waiting = states[RegistrationState.CONFIRMED], states[RegistrationState.WAITLISTED]
    if confirmed == training.capacity and waiting:
        return "full"
    return "open" if 0 < confirmed < training.capacity and not waiting else "neither"


def _count(model: type[Base], **where: str) -> int:
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**where)) or 0


def _answers() -> Counter[str]:
    answered = select(CalendarEntry.partstat).where(CalendarEntry.partstat.is_not(None))
    return Counter(word.value for word in db.session.scalars(answered) if word)


def _documents() -> Counter[tuple[str, str, bool | None]]:
    files = db.session.scalars(select(SessionFile))
    return Counter((file.shown.value, file.filename.rpartition(".")[2], file.tagged) for file in files)


def _sheets() -> list[list[str]]:
    """The kinds of the images of each half-day that has some."""
    found: dict[int, dict[int, list[str]]] = {}
    scans = select(Meeting.session_id, Meeting.id, SheetScan.filename).join(Meeting, Meeting.id == SheetScan.meeting_id)
    for session_id, meeting_id, filename in db.session.execute(scans.order_by(Meeting.starts_at, SheetScan.id)):
        found.setdefault(session_id, {}).setdefault(meeting_id, []).append(filename.rpartition(".")[2])
    return sorted([" ".join(kinds) for kinds in half_days.values()] for half_days in found.values())


def _confirmed() -> set[str | None]:
    in_a_week = clock.now() + timedelta(days=7)  # who comes to the day under way was never written to
    coming = select(Meeting.session_id).where(Meeting.starts_at > in_a_week)
    seated = (Registration.state == RegistrationState.CONFIRMED) & Registration.session_id.in_(coming)
    return {row.person.email for row in db.session.scalars(select(Registration).where(seated)) if row.person}


def _invited() -> set[str | None]:
    return set(
        db.session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.method == CalendarMethod.REQUEST))
    )


def test_the_demo_refuses_to_load_over_data(app: Flask, world: World) -> None:
    world.account()

    code, said = load(app)

    assert code == 1
    assert "there is data already" in said
    assert db.session.scalar(select(Partner.id)) is None


def test_the_demo_leaves_data_alone_in_silence_when_told_so(app: Flask, world: World) -> None:
    world.account()

    assert load(app, "--if-empty") == (0, "")


def test_the_demo_refuses_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], environment="production"))

    code, said = load(app)

    assert code == 1
    assert "production starts empty" in said
    assert db.session.scalar(select(Account.id)) is None


def test_no_two_people_of_the_demo_have_the_same_name() -> None:
    names = demo_sessions._names()
    first = [next(names) for _ in range(90)]

    assert len(set(first)) == 90


def test_the_demo_has_a_team_of_thirty_on_three_sites_with_a_year_of_trainings(app: Flask) -> None:
    load(app)

    [partner] = db.session.scalars(select(Partner).where(Partner.name == demo_teams.NAME))
    team = list(db.session.scalars(select(Person).where(Person.partner_id == partner.id)))
    held = {one.account.email: one.site_id for one in partner.memberships}
    assert len(team) == 30
    assert Counter(one.site_id for one in team) == dict.fromkeys([site.id for site in partner.sites], 10)
    assert sum(one.is_volunteer for one in team) == 5
    assert sum(one.left(clock.now()) for one in team) == 1
    assert held == {demo_teams.COORDINATOR: None, demo_teams.OF_ONE_SITE: partner.sites[1].id}
