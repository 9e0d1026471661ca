"""CPU and SQL statements of the pages, against the yardstick O in the same run."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask

from bench.ground import portal_on
from bench.measure import cpu_ratio
from bench.yardstick import yardstick
from portal import clock
from portal.models.network.partners import Contact, Relationship, Site
from portal.rules.base.states import ContactKind, RegistrationState, RelationshipKind, Visibility
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.statements import statements

SESSIONS, PARTNERS, PARTNERS_A_PAGE, LINE = 50, 500, 50, 200
POST = 18
LIMITS = {"agenda": (3.0, 5), "session": (2.5, 5), "directory": (3.0, 5)}


def measure() -> bool:
    """Print every figure; whether all are within their limits."""
    with portal_on("sqlite") as (app, world):
        public_id = _fill(world)
        bare = yardstick(app.config["PORTAL"].database_url, PARTNERS_A_PAGE).test_client()
        mine = app.test_client()
        pages = {
            "agenda": ("/", "/agenda"),
            "session": (f"/seances/{public_id}", f"/session/{public_id}"),
            "directory": ("/annuaire", "/partners"),
        }
        held = [
            _page(app, name, partial(mine.get, ours), partial(bare.get, theirs))
            for name, (ours, theirs) in pages.items()
        ]
        return all([*held, _post(app, world)])


def _fill(world: World) -> str:
    workshop, venue = world.workshop("Comment accompagner un ménage ?"), world.venue()
    ids = [
        world.training_session(
            workshop_id=workshop.id, venue_id=venue.id, starts_at=clock.now() + timedelta(days=20 + number)
        ).public_id
        for number in range(SESSIONS)
    ]
    for number in range(PARTNERS):
        _partner(world, number)
    return ids[0]


def _partner(world: World, number: int) -> None:
    partner = world.partner(f"Service d’aide {number:03}", description="Aide sociale, guidance, énergie. " * 3)
    day = clock.today()
    phone = f"+32 71 00 {number // 100:02} {number % 100:02}"
    world.save(Site(partner_id=partner.id, municipality_nis="52011", street="rue de l’Exemple 1", postcode="6000"))
    world.save(Relationship(partner_id=partner.id, kind=RelationshipKind.PUBLIC_BODY, starts_on=day))
    world.save(Contact(partner_id=partner.id, kind=ContactKind.ROLE_MAILBOX, phone=phone, visibility=Visibility.PUBLIC))


def _page(app: Flask, name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> bool:
    most_ratio, most_statements = LIMITS[name]
    with statements(app) as seen:
        ours()
    mine, other, ratio = cpu_ratio(ours, theirs)
    print(
        f"  {name:<10} {mine:6.1f} ms of CPU, O {other:5.1f} ms: {ratio:.2f} O (limit {most_ratio} O), "
        f"{len(seen)} statements (limit {most_statements})"
    )
    return ratio <= most_ratio and len(seen) <= most_statements


def _post(app: Flask, world: World) -> bool:
    """A registration of two people, in an empty session and behind a line of 200: the statements stay the same.

    The limit of one seat a partner holds the line back, so that both times one is seated and one waits.
    """
    counts = [post_statements(app, world, line) for line in (0, LINE)]
    print(f"  post       {counts[0]} statements in an empty session, {counts[1]} behind {LINE} people (limit {POST})")
    return counts[0] == counts[1] and counts[0] <= POST


def post_statements(app: Flask, world: World, line: int) -> int:
    """How many statements a registration of two people sends behind a line that long."""
    app.test_client_class = CheckedClient
    session = world.training_session(capacity=2, quota=1)
    others = world.partner(f"Autres {line}")
    for number in range(line):
        state = RegistrationState.WAITLISTED if number else RegistrationState.CONFIRMED
        world.registration(session, world.person(others), state)
    partner = world.partner(f"Nous {line}")
    client = app.test_client()
    client.sign_in(world.token_of(world.coordinator(partner)))
    fields = {"partner": partner.slug, "form_key": f"post {line}"}
    for number in range(2):
        fields |= {f"people-{number}-given_name": "Noé", f"people-{number}-family_name": f"Épreuve{line}{number}"}
        fields |= {f"people-{number}-email": f"noe{line}{number}@example.org"}
    with statements(app) as seen:
        client.post(f"/seances/{session.public_id}/inscription", data=fields)
    return len(seen)
