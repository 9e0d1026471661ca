"""The sessions of the demo: for each workshop two past, a year apart; one open; one full with a line.

Beside them one of three mornings to come, and one of two mornings that is over and that nobody has closed.
"""

import itertools
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo import answers as demo_answers
from portal.cli.demo.attendance import evaluations as demo_evaluations
from portal.cli.demo.attendance import room_codes as demo_room_codes
from portal.cli.demo.attendance import trainer_questions as demo_questions
from portal.cli.demo.days import MORNING, NOON_THIRTY, morning, on_the_clock, working_day
from portal.cli.demo.workshops import Loaded
from portal.database import db, lock_row, writing
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, SessionTrainer, TrainingSession
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import CancelReason, Outcome, PresenceMark, RegistrationState, SessionStatus
from portal.rules.base.text import slugify
from portal.rules.planning.planning import MeetingPlan
from portal.services.attendance import certificates
from portal.services.planning import planning
from portal.services.planning.session_rows import Settings
from portal.services.registrations import people, registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register

GIVEN_NAMES = (
    "Noé", "Lina", "Hugo", "Şule", "Adam", "Jeanne", "Ibrahim", "Clara", "Łukasz", "Maud", "Rayan", "Chloé",
    "Samir", "Élise", "Bruno", "Aïcha", "Denis", "Yasmine", "Marc", "Salomé",
)  # fmt: skip
FAMILY_NAMES = (
    "Marge", "Ligne", "Virgule", "Ağaoğlu", "Encart", "Colonne", "Feuillet", "Reliure", "Žáček", "Filet", "Alinéa",
    "Cadratin", "Interligne", "Tiret", "Ébarbage", "Papier", "Vélin",
)  # fmt: skip
FUNCTIONS = ("Service social", "Accompagnement éducatif", "Conseil logement", "Bénévole à l’accueil", "")
LATE_MORNING, ONE = time(10), time(13)
AFTERNOON, FOUR = time(13), time(16)
PAST, OPEN, FULL = (-45, -24), (17, 27), (20, 34)
# Seven answers to the evaluation of the first session that is past, three to that of the second.
ANSWERS = (7, 3)
SERIES = (37, 44, 51)
UNCLOSED = (-13, -6)
A_YEAR, PAUSE = 365, 15
SEATS_WHEN_FULL = 16
SEATS_A_PARTNER = 3
NOTED_TODAY = (PresenceMark.PRESENT, PresenceMark.PRESENT, PresenceMark.EXCUSED, PresenceMark.PRESENT)
MARK_OF = {
    Outcome.ATTENDED: PresenceMark.PRESENT,
    Outcome.NO_SHOW: PresenceMark.ABSENT,
    Outcome.EXCUSED: PresenceMark.EXCUSED,
}


@dataclass(frozen=True, slots=True)
class Given:
    """A morning of the past, and how many answered its evaluation; None: it was evaluated elsewhere."""

    morning: tuple[datetime, datetime]
    answers: int | None = None


Desk = tuple[int, int]  # a partner and the account that coordinates it


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in the demo: staff, trainers, and each partner's coordinator by mailbox."""

    staff_id: int
    trainer_ids: tuple[int, ...]
    desks: Mapping[str, Desk]


def load(workshops: list[Loaded], cast: Cast) -> int:
    """Plan, publish and fill the sessions; those to come through the same services as everybody's.

    Returns the id of the last open one.
    """
    names = _names()
    desks = list(cast.desks.values())
    for number, workshop in enumerate(workshops):
        came = _team(desks[number:], names, 12)
        past(workshop, cast, came, Given(morning(PAST[number]), ANSWERS[number]))
        # Who was away this year was there the year before.
        past(workshop, cast, dict(reversed(came.items())), Given(morning(PAST[number] - A_YEAR)))
        open_id = _published(workshop, cast, _one(workshop, OPEN[number]), replace(_settings(cast), quota=4))
        register(open_id, _team(desks[number * 4 :], names, 14))
        demo_answers.load(open_id, cast.staff_id)
        demo_questions.load(open_id, cast.trainer_ids[0])
        full = replace(_settings(cast), capacity=SEATS_WHEN_FULL, quota=SEATS_A_PARTNER)
        full_id = _published(workshop, cast, _one(workshop, FULL[number]), full)
        register(full_id, _team(desks, names, SEATS_WHEN_FULL + 5))
        _hold(open_id, desks[number * 4], 2)
        _together(full_id, desks[-1 - number], _team(desks[-1 - number :], names, 2))
    _series(workshops, cast, _team(desks[2:], names, 7))
    _unclosed(workshops[0], cast, _team(desks[3:], names, 6))
    _today(workshops[1], cast, _team(desks, names, 14))
    return open_id


def _series(workshops: list[Loaded], cast: Cast, team: dict[Desk, list[NewPerson]]) -> None:
    """One session of three mornings, a week apart; the second is irregular: later, and in the other room."""
    workshop, other = workshops
    first, second, third = (morning(days) for days in SERIES)
    later = on_the_clock(clock.local(second[0]).date(), LATE_MORNING, ONE)
    plans = (
        MeetingPlan(*first, venue_id=workshop.venue_id, title="Comprendre la demande"),
        MeetingPlan(*later, venue_id=other.venue_id, title="Visite d’un quartier"),
        MeetingPlan(*third, venue_id=workshop.venue_id, title="Cas pratiques"),
    )
    register(_published(workshop, cast, plans, _settings(cast)), team)


def _settings(cast: Cast) -> Settings:
    return Settings(
        trainer_ids=cast.trainer_ids,
        note="Accueil dès 8 h 45. Apportez une question de votre service, sans nom ni adresse.",
        mail_word="La soupe de midi est offerte à qui reste.",
        contact_phone="+32 71 00 00 00",
        contact_email="formations@example.org",
    )


def _one(workshop: Loaded, days: int) -> tuple[MeetingPlan, ...]:
    """A session of one morning in the workshop's own room."""
    return (MeetingPlan(*morning(days), venue_id=workshop.venue_id),)


def _names() -> Iterator[tuple[str, str]]:
    """Invented people without end; the two lengths have no common divisor, so the pairs vary."""
    return zip(itertools.cycle(GIVEN_NAMES), itertools.cycle(FAMILY_NAMES), strict=False)


def _team(desks: list[Desk], names: Iterator[tuple[str, str]], size: int) -> dict[Desk, list[NewPerson]]:
    """`size` people, two from each partner in turn."""
    team: dict[Desk, list[NewPerson]] = {}
    for number, desk in zip(range(size), itertools.cycle(desk for desk in desks for _two in range(2)), strict=False):
        given_name, family_name = next(names)
        address = f"{slugify(given_name)}.{slugify(family_name)}@example.org"
        function = FUNCTIONS[number % len(FUNCTIONS)]
        team.setdefault(desk, []).append(NewPerson(given_name, family_name, address, function))
    return team


def _published(workshop: Loaded, cast: Cast, plans: tuple[MeetingPlan, ...], settings: Settings) -> int:
    public_id = planning.create(planning.Draft(workshop.workshop_id, plans, settings), cast.staff_id)
    session_id = db.session.scalars(select(TrainingSession.id).where(TrainingSession.public_id == public_id)).one()
    planning.publish(session_id, cast.staff_id)
    return session_id


def register(session_id: int, team: dict[Desk, list[NewPerson]]) -> None:
    """Register each partner's people by its coordinator."""
    for (partner_id, account_id), colleagues in team.items():
        form_key = secrets.token_hex(16)
        registrations.register(Register(session_id, partner_id, tuple(colleagues), account_id, form_key))


def _hold(session_id: int, desk: Desk, seats: int) -> None:
    """Seats without a name, to be named before a date."""
    partner_id, account_id = desk
    registrations.register(Register(session_id, partner_id, (), account_id, secrets.token_hex(16), unnamed=seats))


def _together(session_id: int, desk: Desk, team: dict[Desk, list[NewPerson]]) -> None:
    """Two who come together or not at all: they wait."""
    partner_id, account_id = desk
    people = tuple(team[desk])
    registrations.register(Register(session_id, partner_id, people, account_id, secrets.token_hex(16), together=True))


def past(workshop: Loaded, cast: Cast, team: dict[Desk, list[NewPerson]], given: Given) -> None:
    """A session that was given and closed, evaluated by so many answers, or elsewhere."""
    with writing() as session:
        training = _given(session, workshop, cast, [given.morning])
        training.status = SessionStatus.DONE
        rows = _rows(session, training, team)
        for place, row in enumerate(rows):
            _finish(row, place, training.meetings[0], cast.trainer_ids[0])
        session.flush()
        attended = [row for row in rows if row.outcome is Outcome.ATTENDED]
        certificates.issue(session, training, attended, training.meetings[0].ends_at)
        if given.answers is None:
            training.evaluation_link = "https://example.org/evaluation"
        else:
            demo_evaluations.load(session, training, given.answers)


def _unclosed(workshop: Loaded, cast: Cast, team: dict[Desk, list[NewPerson]]) -> None:
    """Two mornings that are over, of which the trainer has marked the first: the desk asks to close the session."""
    with writing() as session:
        training = _given(session, workshop, cast, [morning(days) for days in UNCLOSED])
        for number, row in enumerate(_rows(session, training, team)):
            row.state, row.confirmed_at = RegistrationState.CONFIRMED, row.joined_at
            row.presences.append(
                _mark(
                    training.meetings[0], MARK_OF[Outcome.ATTENDED if number else Outcome.NO_SHOW], cast.trainer_ids[0]
                )
            )


def _today(workshop: Loaded, cast: Cast, team: dict[Desk, list[NewPerson]]) -> None:
    """A day of two half-days that is under way: in the morning some are noted, the others wait for the trainer.

    On a day off it is that of the next working day, and nobody is noted yet.
    """
    day, hours = working_day(clock.today()), ((MORNING, NOON_THIRTY), (AFTERNOON, FOUR))
    noted = len(NOTED_TODAY) if day == clock.today() else 0
    with writing() as session:
        training = _given(session, workshop, cast, [on_the_clock(day, *half) for half in hours])
        for number, row in enumerate(_rows(session, training, team)):
            row.state, row.confirmed_at = RegistrationState.CONFIRMED, row.joined_at
            if number < noted:
                row.presences.append(_mark(training.meetings[0], NOTED_TODAY[number], cast.trainer_ids[0]))
        demo_room_codes.load(session, training)


def _given(
    session: Session, workshop: Loaded, cast: Cast, mornings: list[tuple[datetime, datetime]]
) -> TrainingSession:
    """A session of the past: nobody is written to about it, so its rows are made directly."""
    starts_at, _ends_at = mornings[0]
    training = TrainingSession(
        workshop_id=workshop.workshop_id,
        public_id=secrets.token_hex(4),
        status=SessionStatus.PUBLISHED,
        published_at=starts_at - timedelta(days=60),
        created_at=starts_at - timedelta(days=61),
        meetings=[
            Meeting(starts_at=start, ends_at=end, venue_id=workshop.venue_id, pause_minutes=PAUSE)
            for start, end in mornings
        ],
        trainers=[SessionTrainer(account_id=trainer_id) for trainer_id in cast.trainer_ids],
    )
    session.add(training)
    session.flush()
    return training


def _rows(session: Session, training: TrainingSession, team: dict[Desk, list[NewPerson]]) -> list[Registration]:
    """A registration of each, who joined forty days before the start and later."""
    came = [
        person
        for (partner_id, _account), colleagues in team.items()
        for person in people.find_or_add(session, lock_row(session, Partner, partner_id), colleagues, None)
    ]
    first_joined = training.meetings[0].starts_at - timedelta(days=40)
    rows = [
        Registration(
            session_id=training.id,
            partner_id=person.partner_id,
            person_id=person.id,
            joined_at=first_joined + timedelta(days=number),
        )
        for number, person in enumerate(came)
    ]
    session.add_all(rows)
    return rows


def _mark(meeting: Meeting, mark: PresenceMark, trainer_id: int) -> Presence:
    return Presence(meeting_id=meeting.id, mark=mark, marked_by_id=trainer_id, marked_at=meeting.ends_at)


def _finish(row: Registration, number: int, meeting: Meeting, trainer_id: int) -> None:
    """Most came; one had given notice, one did not come, one had cancelled."""
    if number == 0:
        row.state, row.cancel_reason = RegistrationState.CANCELLED, CancelReason.BY_PARTNER
        row.ended_at = meeting.starts_at - timedelta(days=5)
        return
    row.state = RegistrationState.COMPLETED
    row.confirmed_at = row.joined_at
    row.outcome = {1: Outcome.EXCUSED, 2: Outcome.NO_SHOW}.get(number, Outcome.ATTENDED)
    row.presences.append(_mark(meeting, MARK_OF[row.outcome], trainer_id))
    row.presences[-1].noted_by = demo_room_codes.noted_by(row.outcome, number)
