"""Two hundred clients for the last twenty seats, over HTTP, on both databases."""

import http.client
import logging
import threading
import time
from collections import Counter
from statistics import mean
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from waitress.server import create_server

from bench import measured
from bench.ground import portal_on
from bench.yardsticks import registration
from portal.database import db
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World

CLIENTS, SEATS = 200, 20
MOST = 6.0  # times the race of F, the smallest registration
# That two hundred clients wait for eight threads is what is measured, not worth a line each.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def race(engine: str) -> bool:
    """Run it between two of F's; whether exactly the seats were given, in the order of the key, fast enough.

    F, the smallest registration, gives everybody a seat: it has no rules.
    """
    with portal_on(engine) as (app, world):
        smallest = registration.application(app.config["PORTAL"].database_url, app.config["PORTAL"].home)
        its = [_of_the_smallest(smallest, world, 1)]
        session = world.training_session(capacity=SEATS)
        posts = [post_of(app, world, number) for number in range(CLIENTS)]
        statuses, took = _run(app, session.public_id, posts)
        exact = _report(app, session.id, engine, statuses, took)
        its.append(_of_the_smallest(smallest, world, 2))
        ratio = took / mean(its)
        verdict = "held" if ratio <= MOST else "BEYOND"
        print(f"  {engine:<11} F's own race {mean(its):.1f} s: {ratio:.2f} times it (limit {MOST}, {verdict})")
        return exact and ratio <= MOST


def _run(app: Flask, public_id: str, posts: list[tuple[str, str]]) -> tuple[Counter[int], float]:
    """The statuses of all the answers, and the seconds until the last of them."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8, channel_timeout=120, connection_limit=1000)
    threading.Thread(target=server.run, daemon=True).start()
    begun = time.monotonic()
    statuses = at_once(server.effective_port, public_id, posts)
    took = time.monotonic() - begun
    server.task_dispatcher.shutdown()
    return statuses, took


def _of_the_smallest(smallest: Flask, world: World, number: int) -> float:
    """How long F takes for as many clients, in a session of its own."""
    session = world.training_session(capacity=SEATS)
    token = measured.csrf_token(smallest)
    posts = []
    for client in range(CLIENTS):
        partner = world.partner(f"F {number} {client}")
        world.coordinator(partner)
        fields = {"csrf_token": token, **_fields(partner.slug, f"F {number} {client}", f"f{number}.{client}")}
        posts.append((measured.cookie_of(smallest, ""), urlencode(fields)))
    statuses, took = _run(smallest, session.public_id, posts)
    assert statuses == Counter({303: CLIENTS}), statuses
    return took


def post_of(app: Flask, world: World, number: int) -> tuple[str, str]:
    """The cookie and the body of one coordinator's form."""
    app.test_client_class = CheckedClient
    partner = world.partner(f"Service {number}")
    client = app.test_client()
    client.sign_in(world.token_of(world.coordinator(partner)))
    token = client.csrf_token()
    cookie = client.get_cookie("portail")
    fields = {"csrf_token": token, **_fields(partner.slug, f"{number}", f"noe{number}")}
    return f"portail={cookie.value}", urlencode(fields)


def _fields(partner: str, name: str, mailbox: str) -> dict[str, str]:
    """What the form says of one person."""
    return {
        "partner": partner,
        "form_key": f"form {name}",
        "people-0-given_name": "Noé",
        "people-0-family_name": f"Épreuve {name}",
        "people-0-email": f"{mailbox}@example.org",
        "people-0-function": "",
    }


def at_once(port: int, public_id: str, posts: list[tuple[str, str]]) -> Counter[int]:
    gate = threading.Barrier(len(posts))
    statuses: list[int] = []

    def post(cookie: str, body: str) -> None:
        gate.wait()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/seances/{public_id}/inscription", body, headers)
        statuses.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=post, args=one) for one in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def _report(app: Flask, session_id: int, engine: str, statuses: Counter[int], took: float) -> bool:
    ours = select(Registration).where(Registration.session_id == session_id)
    with app.app_context():
        rows = db.session.scalars(ours.order_by(Registration.joined_at, Registration.id)).all()
    states = Counter(row.state for row in rows)
    first = [row.state for row in rows[:SEATS]]
    fair = all(state is RegistrationState.CONFIRMED for state in first)
    confirmed, waiting = states[RegistrationState.CONFIRMED], states[RegistrationState.WAITLISTED]
    exact = (confirmed, waiting) == (SEATS, CLIENTS - SEATS) and statuses == Counter({303: CLIENTS}) and fair
    print(
        f"  {engine:<11} {CLIENTS} clients, {SEATS} seats: {confirmed} confirmed, {waiting} waiting, "
        f"answers {dict(statuses)}, in the order of the key: {'yes' if fair else 'NO'}, {took:.1f} s"
    )
    return exact
