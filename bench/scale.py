"""Every page of every role over a region's data (bench/crowd.py), against the same over as much as the demo has."""

import statistics
import sys
import time
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from bench.crowd import Crowd, Size
from bench.ground import portal_on
from portal.services.upkeep import reindexing
from tests.law.pages import route_world
from tests.law.pages.test_routes import read_addresses
from tests.statements import statements

LIKE_THE_DEMO = Size(partners=20, sessions=24, registrations=240, events=2_000, mails=400, room=20)
ROLES = ("anonymous", "coordinator", "trainer", "admin")
MOST_STATEMENTS, MOST_GROWTH = 20, 3.0
REPEATS = 3
# A page of less than this many milliseconds is quick, whatever it was before.
QUICK = 5.0
Page = tuple[str, str]


def measure(engine: str) -> bool:
    """Print the pages beyond a limit and the slowest; whether there are none."""
    before, after = pages(engine, LIKE_THE_DEMO), pages(engine, Size())
    held = True
    for page, (cost, sent, size) in sorted(after.items(), key=lambda item: -item[1][0]):
        growth = cost / before[page][0]
        beyond = sent > MOST_STATEMENTS or (growth > MOST_GROWTH and cost > QUICK)
        held = held and not beyond
        if beyond:
            role, rule = page
            print(
                f"  {engine} {role:<12} {rule:<50} {cost:8.1f} ms, {growth:.1f} times, {sent} statements, {size} bytes"
            )
    median = statistics.median(cost for cost, _sent, _size in after.values())
    print(f"  {engine}: {len(after)} pages, half of them in {median:.1f} ms")
    return held


def pages(engine: str, size: Size) -> dict[Page, tuple[float, int, int]]:
    """CPU in milliseconds, statements and bytes of each page that answers 200, by role and rule."""
    with portal_on(engine) as (app, world):
        tokens = route_world.build(world)
        begun = time.perf_counter()
        Crowd(app, size).fill()
        with app.app_context():
            reindexing.reindex_all()
        print(
            f"  {engine}: {size.registrations} registrations written in {time.perf_counter() - begun:.0f} s", flush=True
        )
        return dict(costs(app, tokens))


def costs(app: Flask, tokens: dict[str, str]) -> Iterator[tuple[Page, tuple[float, int, int]]]:
    for role in ROLES:
        client = FlaskClient(app, app.response_class)
        with client.session_transaction() as cookie:
            if role in tokens:
                cookie["_user_id"] = tokens[role]
        for rule, address in read_addresses(app):
            with statements(app) as sent:
                answer = client.get(address)
                size, status = len(answer.get_data()), answer.status_code
            if status == 200 and answer.mimetype == "text/html":
                yield (role, rule), (min(cost(client, address) for _one in range(REPEATS)), len(sent), size)


def cost(client: FlaskClient, address: str) -> float:
    begun = time.process_time()
    client.get(address).get_data()
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    sys.exit(0 if all([measure(engine) for engine in sys.argv[1:] or ("sqlite", "postgresql")]) else 1)
