"""What a registration of two people costs: its CPU against the smallest honest one (F), its statements, its rows."""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from bench.turns import Measurement, Target, in_turns
from portal.database import db
from portal.models.base.base import Base
from portal.rules.base.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements

LINE, POST = 200, 15
ROUNDS, REPEATS = 9, 6
MOST_CPU, MOST_LOCKED = 4.0, 1.5  # in F


def measure(app: Flask, world: World) -> bool:
    """Print its statements and its cost; whether the statements stay and F writes what it should."""
    return all([_statements(app, world), _cost(app, world), _locked(app, world)])


def _statements(app: Flask, world: World) -> bool:
    """A registration of two people, in an empty session and behind a line of 200: the statements stay the same.

    The limit of one seat a partner holds the line back, so that both times one is seated and one waits.
    """
    counts = [post_statements(app, world, line) for line in (0, LINE)]
    held = counts[0] == counts[1] and counts[0] <= POST
    said = f"{counts[0]} statements in an empty session, {counts[1]} behind {LINE} people"
    print(f"  post       {said} (limit {POST}, {'held' if held else 'BEYOND'})")
    return held


def post_statements(app: Flask, world: World, line: int) -> int:
    """How many statements a registration of two people sends behind a line that long."""
    session = world.training_session(capacity=2, quota=1)
    others = world.partner(f"Autres {line}")
    for number in range(line):
        state = RegistrationState.WAITLISTED if number else RegistrationState.CONFIRMED
        world.registration(session, world.person(others), state)
    app.test_client_class = CheckedClient
    form = _form(world, session.public_id, f"statements {line}")
    path, client = form.pop("path"), app.test_client()
    client.sign_in(form.pop("token"))
    with statements(app) as seen:
        client.post(path, data=form)
    return len(seen)


def _form(world: World, public_id: str, name: str) -> dict[str, str]:
    """Two people, registered by the coordinator of a partner of its own: the fields, the `path`, the `token`."""
    partner = world.partner(f"Nous {name}")
    fields = {"partner": partner.slug, "form_key": f"post {name}"}
    for number in range(2):
        fields |= {f"people-{number}-given_name": "Noé", f"people-{number}-family_name": f"Épreuve {name} {number}"}
        fields |= {f"people-{number}-email": f"noe.{name.replace(' ', '.')}.{number}@example.org"}
    token = world.token_of(world.coordinator(partner))
    return {**fields, "path": f"/seances/{public_id}/inscription", "token": token}


def _cost(app: Flask, world: World) -> bool:
    """Each registration has a session and a partner of its own: no line grows while it is measured."""
    url = app.config["PORTAL"].database_url
    ours, smallest = (Target(kind, url, posts=_forms(world, kind), repeats=REPEATS) for kind in ("portal", "F"))
    mine, least = in_turns([ours, smallest], ROUNDS)
    held = _said("of CPU", mine, least, MOST_CPU)
    rows = [_rows_of_one(app, world, kind) for kind in ("portal", "F")]
    if rows[0] != rows[1]:
        print(f"  post       F is no yardstick: ours writes {dict(rows[0])}, F {dict(rows[1])}")
    return held and rows[0] == rows[1]


def _locked(app: Flask, world: World) -> bool:
    """The CPU that a registration uses while everybody else who registers waits."""
    url = app.config["PORTAL"].database_url
    kinds = ("portal", "F")
    asked = [Target(kind, url, posts=_forms(world, f"{kind} locked"), repeats=REPEATS, locked=True) for kind in kinds]
    mine, least = in_turns(asked, ROUNDS)
    return _said("under the lock", mine, least, MOST_LOCKED)


def _said(what: str, mine: Measurement, least: Measurement, most: float) -> bool:
    ratio = mine.ratio_to(least)
    verdict = "held" if ratio <= most else "BEYOND"
    figures = f"{mine.milliseconds:6.1f} ms {what}, F {least.milliseconds:5.1f} ms: {ratio:.2f} F"
    print(f"  post       {figures} (limit {most}, {verdict})")
    return ratio <= most


def _forms(world: World, kind: str, count: int = ROUNDS * REPEATS + 1) -> tuple[dict[str, str], ...]:
    return tuple(
        _form(world, world.training_session(capacity=20, quota=4).public_id, f"{kind} {count} {number}")
        for number in range(count)
    )


def _rows_of_one(app: Flask, world: World, kind: str) -> Counter[str]:
    """How many rows one registration adds, by table."""
    forms = _forms(world, kind, 1)
    before = _rows(app)
    in_turns([Target(kind, app.config["PORTAL"].database_url, posts=forms, repeats=1)], rounds=0)
    return _rows(app) - before


def _rows(app: Flask) -> Counter[str]:
    with app.app_context():
        tables = Base.metadata.sorted_tables
        return Counter({table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables})
