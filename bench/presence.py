"""CPU of the page on which presence is taken, of few and of many people, against the same rows (R) in the same run."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import insert

from bench.ground import portal_on
from bench.turns import Target, in_turns
from portal import clock
from portal.database import writing
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.base.text import fold
from tests.factories import World

FEW, MANY = 25, 400
LIMIT = 1.5
BYTES = 0.2
PARTNERS = 20


def measure() -> list[bool]:
    """Print the ratio for a room of 25 and one of 400, on SQLite; whether each is within its limit."""
    with portal_on("sqlite") as (app, world):
        partners = [world.partner(f"Service {number:02}") for number in range(PARTNERS)]
        return [_page(app, world, partners, people) for people in (FEW, MANY)]


def _page(app: Flask, world: World, partners: list[Partner], people: int) -> bool:
    session = _room(world, partners, people)
    token = world.token_of(world.trainer(session))
    url, path = app.config["PORTAL"].database_url, f"/seances/{session.public_id}/participants"
    ours, same_rows = in_turns([Target("portal", url, path, token), Target("R of presence", url, path, token)])
    ratio, length = ours.ratio_to(same_rows), same_rows.size / ours.size
    print(
        f"  {people:3} people {ours.milliseconds:7.2f} ms of CPU: {ratio:.2f} R ({same_rows.milliseconds:.2f} ms; "
        f"limit {LIMIT}); R writes {length:.0%} of our {ours.size:,} bytes"
    )
    return ratio <= LIMIT and abs(length - 1) <= BYTES


def _room(world: World, partners: list[Partner], people: int) -> TrainingSession:
    """A session that began an hour ago, with a seat for each."""
    session = world.training_session(capacity=people, starts_at=clock.now() - timedelta(hours=1))
    numbers = range(people)
    with world.app.app_context(), writing() as database:
        names = [(f"Noé {number % 7}", f"Épreuve {number:03}") for number in numbers]
        of = [partners[number % PARTNERS].id for number in numbers]
        now = clock.now()
        rows = [
            {
                "given_name": given,
                "family_name": family,
                "folded_name": fold(f"{given} {family}"),
                "partner_id": partner,
                "created_at": now,
            }
            for (given, family), partner in zip(names, of, strict=True)
        ]
        ids = database.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows).all()
        shared = {"session_id": session.id, "joined_at": now, "state": RegistrationState.CONFIRMED}
        seats = [{**shared, "person_id": row, "partner_id": partner} for row, partner in zip(ids, of, strict=True)]
        database.execute(insert(Registration), seats)
    return session
