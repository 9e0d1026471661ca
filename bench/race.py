"""Two hundred clients for the last twenty seats, over HTTP, on both databases."""

import http.client
import logging
import threading
import time
from collections import Counter
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from waitress.server import create_server

from bench.ground import portal_on
from portal.database import db
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from tests.checked_client import CheckedClient
from tests.factories import World

CLIENTS, SEATS = 200, 20
# That two hundred clients wait for eight threads is what is measured, not worth a line each.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def race(engine: str) -> bool:
    """Run it, print what came of it; whether exactly the seats were given, in the order of the key, without error."""
    with portal_on(engine) as (app, world):
        session = world.training_session(capacity=SEATS)
        posts = [post_of(app, world, number) for number in range(CLIENTS)]
        server = create_server(app, host="127.0.0.1", port=0, threads=8, channel_timeout=120, connection_limit=1000)
        threading.Thread(target=server.run, daemon=True).start()
        begun = time.monotonic()
        statuses = at_once(server.effective_port, session.public_id, posts)
        took = time.monotonic() - begun
        server.task_dispatcher.shutdown()
        return _report(app, engine, statuses, took)


def post_of(app: Flask, world: World, number: int) -> tuple[str, str]:
    """The cookie and the body of one coordinator's form."""
    app.test_client_class = CheckedClient
    partner = world.partner(f"Service {number}")
    client = app.test_client()
    client.sign_in(world.token_of(world.coordinator(partner)))
    token = client.csrf_token()
    cookie = client.get_cookie("portail")
    fields = {
        "csrf_token": token,
        "partner": partner.slug,
        "form_key": f"form {number}",
        "people-0-given_name": "Noé",
        "people-0-family_name": f"Épreuve {number}",
        "people-0-email": f"noe{number}@example.org",
        "people-0-function": "",
    }
    return f"portail={cookie.value}", urlencode(fields)


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


def _report(app: Flask, engine: str, statuses: Counter[int], took: float) -> bool:
    with app.app_context():
        rows = db.session.scalars(select(Registration).order_by(Registration.joined_at, Registration.id)).all()
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
