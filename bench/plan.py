"""CPU of the plan of a team of two hundred over twelve workshops, against the same rows (R) in the same run."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import insert

from bench.ground import portal_on
from bench.turns import Target, in_turns
from portal import clock
from portal.database import writing
from portal.models.network.partners import Partner
from portal.models.planning.sessions import Meeting, TrainingSession
from portal.models.planning.workshops import Workshop
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Presence, Registration
from portal.rules.base.states import ContentStatus, NotedBy, Outcome, PresenceMark, RegistrationState, SessionStatus
from portal.rules.base.text import fold
from tests.factories import World

PEOPLE, WORKSHOPS = 200, 12
LIMIT = 1.4
BYTES = 0.2


def measure() -> list[bool]:
    """Print the ratio, on SQLite; whether it is within its limit."""
    with portal_on("sqlite") as (app, world):
        partner = world.partner("FADD Solidarité")
        people, coordinator = _team(app, partner), world.coordinator(partner)
        for number in range(WORKSHOPS):
            coming, over = _workshop(world, number)
            _followed(app, partner, over, people[number::6], coordinator.id)
            _booked(app, partner, coming, people[number + 1 :: 12])
        token = world.token_of(coordinator)
        url, path = app.config["PORTAL"].database_url, "/mon-association/plan"
        ours, same_rows = in_turns([Target("portal", url, path, token), Target("R of the plan", url, path, token)])
    ratio, length = ours.ratio_to(same_rows), same_rows.size / ours.size
    print(
        f"  {PEOPLE} people, {WORKSHOPS} workshops {ours.milliseconds:7.2f} ms of CPU: {ratio:.2f} R "
        f"({same_rows.milliseconds:.2f} ms; limit {LIMIT}); R writes {length:.0%} of our {ours.size:,} bytes"
    )
    return [ratio <= LIMIT and abs(length - 1) <= BYTES]


def _team(app: Flask, partner: Partner) -> list[int]:
    names = [(f"Noé {number % 7}", f"Épreuve {number:03}") for number in range(PEOPLE)]
    shared = {"partner_id": partner.id, "created_at": clock.now(), "function": "Service social"}
    rows = [
        {"given_name": given, "family_name": family, "folded_name": fold(f"{given} {family}"), **shared}
        for given, family in names
    ]
    with app.app_context(), writing() as database:
        return list(database.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))


def _workshop(world: World, number: int) -> tuple[TrainingSession, TrainingSession]:
    """A published workshop with a session to come and one that is over."""
    now = clock.now()
    coming = world.training_session(capacity=100, starts_at=now + timedelta(days=30 + number))
    workshop = world.get(Workshop, coming.workshop_id)
    workshop.title, workshop.status = f"Accompagner un ménage, partie {number}", ContentStatus.PUBLISHED
    world.save(workshop)
    past = {"starts_at": now - timedelta(days=60 + number), "status": SessionStatus.DONE, "workshop_id": workshop.id}
    return coming, world.training_session(capacity=100, **past)


def _followed(app: Flask, partner: Partner, session: TrainingSession, people: list[int], by: int) -> None:
    state = {"state": RegistrationState.COMPLETED, "outcome": Outcome.ATTENDED}
    ids = _registered(app, partner, session, people, state)
    with app.app_context(), writing() as database:
        [meeting] = database.query(Meeting).filter_by(session_id=session.id)
        mark = {"meeting_id": meeting.id, "mark": PresenceMark.PRESENT, "noted_by": NotedBy.TRAINER, "marked_by_id": by}
        database.execute(insert(Presence), [{"registration_id": one, "marked_at": clock.now(), **mark} for one in ids])


def _booked(app: Flask, partner: Partner, session: TrainingSession, people: list[int]) -> None:
    _registered(app, partner, session, people, {"state": RegistrationState.CONFIRMED})


def _registered(
    app: Flask, partner: Partner, session: TrainingSession, people: list[int], state: dict[str, object]
) -> list[int]:
    shared = {"session_id": session.id, "partner_id": partner.id, "joined_at": clock.now(), **state}
    rows = [{"person_id": one, **shared} for one in people]
    with app.app_context(), writing() as database:
        returning = insert(Registration).returning(Registration.id, sort_by_parameter_order=True)
        return list(database.scalars(returning, rows))
