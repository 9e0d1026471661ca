"""Reading while others write: a page under waiting and working writers, and 200 forms at once."""

import http.client
import logging
import sqlite3
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress.server import create_server

from bench import race
from bench.ground import portal_on
from portal.cli.upkeep.lanes import Lanes, marking

MOST = 5.0  # times its quiet time
READINGS, WAITING, WORKING = 30, 10, 24
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def measure() -> bool:
    """Print the three; whether each is within its limit."""
    with portal_on("sqlite") as (app, world):
        session = world.training_session(capacity=20)
        path = f"/seances/{session.public_id}"
        posts = [race.post_of(app, world, number) for number in range(race.CLIENTS)]
        with _served(app) as port:
            _readings(port, path)  # the first ones fill what is kept in memory
            quiet = _readings(port, path)
            held = [_against_waiting(app, port, path, posts, quiet), _against_working(port, path, posts, quiet)]
    return all([*held, _all_at_once()])


def _against_waiting(app: Flask, port: int, path: str, posts: list[tuple[str, str]], quiet: list[float]) -> bool:
    """Ten forms wait for a database in which somebody else writes."""
    other = sqlite3.connect(app.config["PORTAL"].home / "portal.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    senders = [threading.Thread(target=_post, args=(port, path, post)) for post in posts[:WAITING]]
    for sender in senders:
        sender.start()
    busy = _readings(port, path)
    other.execute("ROLLBACK")
    other.close()
    for sender in senders:
        sender.join()
    return _told(f"{WAITING} forms wait for the database", busy, quiet)


def _against_working(port: int, path: str, posts: list[tuple[str, str]], quiet: list[float]) -> bool:
    """Forms are taken one after the other, as fast as they can be."""
    over, left = threading.Event(), iter(posts[WAITING:])

    def send() -> None:
        while not over.is_set() and (post := next(left, None)):
            _post(port, path, post)

    senders = [threading.Thread(target=send) for _number in range(WORKING)]
    for sender in senders:
        sender.start()
    busy = _readings(port, path)
    over.set()
    for sender in senders:
        sender.join()
    return _told(f"{WORKING} clients send forms without a pause", busy, quiet)


def _all_at_once() -> bool:
    with portal_on("sqlite") as (app, world):
        session = world.training_session(capacity=race.SEATS)
        posts = [race.post_of(app, world, number) for number in range(race.CLIENTS)]
        with _served(app) as port:
            statuses: Counter[int] = race.at_once(port, session.public_id, posts)
    held = statuses[503] == 0
    print(f"  {race.CLIENTS} forms at once, SQLite: answers {dict(statuses)}{'' if held else ' BEYOND'}")
    return held


@contextmanager
def _served(app: Flask) -> Iterator[int]:
    """The portal as `serve` serves it."""
    lanes = Lanes()
    server: Any = create_server(
        marking(app), host="127.0.0.1", port=0, _dispatcher=lanes, channel_timeout=120, connection_limit=1000
    )
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield server.effective_port
    finally:
        lanes.shutdown()


def _readings(port: int, path: str) -> list[float]:
    """How long each of some readings took, one after the other, in milliseconds."""
    return [_read(port, path) for _number in range(READINGS)]


def _read(port: int, path: str) -> float:
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Host": "localhost"})
    assert connection.getresponse().read()
    connection.close()
    return (time.monotonic() - begun) * 1000


def _post(port: int, path: str, post: tuple[str, str]) -> None:
    cookie, body = post
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
    connection.request("POST", f"{path}/inscription", body, headers)
    connection.getresponse().read()
    connection.close()


def _told(what: str, busy: list[float], quiet: list[float]) -> bool:
    """The median reading against the median quiet one; the slowest is printed beside it."""
    still, now = statistics.median(quiet), statistics.median(busy)
    held = now <= MOST * still
    print(
        f"  {what}: a page {now / still:.1f} times its quiet {still:.0f} ms (at most {MOST:.0f}), "
        f"slowest {max(busy) / max(quiet):.1f} times the slowest quiet one{'' if held else ' BEYOND'}"
    )
    return held
