"""Nothing reads a table that only ever grows from one end to the other: its rows are found by an index.

SQLite says beforehand how it will read (EXPLAIN QUERY PLAN), whatever the table holds. PostgreSQL looks at what is
there: over many mails that left, and told not to read a small table whole, it must have a condition on an index.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal import clock, worker
from portal.database import db
from portal.models.post.mail import OutboxMessage
from portal.services.base import jobs
from portal.services.post import inbound_erasure, outbox
from portal.services.upkeep import retention
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.test_routes import read_addresses

GROWING = ("outbox", "events")
READERS = ("anonymous", "coordinator", "trainer", "admin")
ANYBODYS = ("/healthz", "/gestion")
# What goes from one end and stops after the rows that it shows, and the one count of all there is.
ALLOWED = {
    ("/courrier", "SCAN outbox USING INDEX ix_outbox_created_at"),  # the newest hundred
    ("/gestion/courriers", "SCAN outbox"),  # the fifty of a page
    ("/gestion/courriers", "SCAN outbox USING COVERING INDEX"),  # how many pages
}

Sent = list[tuple[str, Any]]


@contextmanager
def sent_by(app: Flask, tables: tuple[str, ...] = GROWING) -> Iterator[Sent]:
    """The statements about these tables, with their values."""
    found: Sent = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, _context: object, many: bool) -> None:
        if any(f" {table}" in statement for table in tables) and not statement.startswith("INSERT"):
            found.append((statement, values[0] if many else values))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def read_whole_on_sqlite(app: Flask, statements: Sent) -> set[str]:
    """The lines of the plans that read a growing table from end to end."""
    plans = plans_on_sqlite(app, statements)
    whole = {line for line in plans if line.startswith(tuple(f"SCAN {table}" for table in GROWING))}
    # Which index serves to count all there is, SQLite may choose.
    return {re.sub(r"(?<=COVERING INDEX) \w+$", "", line) for line in whole}


def plans_on_sqlite(app: Flask, statements: Sent) -> list[str]:
    with app.app_context(), db.engine.connect() as connection:
        return [
            row[3]
            for statement, values in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]


def read_whole_on_postgresql(app: Flask, statements: Sent) -> set[str]:
    """The kinds of reading of a growing table that have no condition on an index."""
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plans = [
            connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
            for statement, values in statements
        ]
    parts = [part for plan in plans for part in parts_of(json.loads(plan) if isinstance(plan, str) else plan)]
    return {
        f"{part['Node Type']} on {part['Relation Name']}"
        for part in parts
        if part.get("Relation Name") in GROWING and not narrowed(part)
    }


def narrowed(part: dict[str, Any]) -> bool:
    """Whether an index finds the rows. That a column has a value narrows nothing: so PostgreSQL looks for a minimum."""
    condition = part.get("Index Cond") or part.get("Recheck Cond") or ""
    return re.sub(r"\(\w+ IS NOT NULL\)", "", condition) not in ("", "()")


def parts_of(plan: Any) -> Iterator[dict[str, Any]]:
    for part in plan if isinstance(plan, list) else [plan]:
        inner = part.get("Plan", part)
        yield inner
        yield from parts_of(inner.get("Plans", []))


def open_page(app: Flask, address: str, token: str | None) -> None:
    client = FlaskClient(app, app.response_class)
    with client.session_transaction() as cookie:
        if token:
            cookie["_user_id"] = token
    client.get(address).close()


def test_no_page_reads_the_outbox_or_the_journal_whole(app: Flask, world: World) -> None:
    tokens = route_world.build(world)
    whole = set()
    for role in READERS:
        for rule, address in read_addresses(app):
            with sent_by(app) as statements:
                open_page(app, address, tokens.get(role))
            whole |= {(rule, line) for line in read_whole_on_sqlite(app, statements)}

    assert whole == ALLOWED


@pytest.mark.parametrize("address", ["/gestion", "/gestion/demandes"])
def test_who_awaits_a_decision_is_found_by_session_and_state(app: Flask, world: World, address: str) -> None:
    """Nearly every registration is without a request to join: that column's index leads to all of them."""
    tokens = route_world.build(world)
    with sent_by(app, ("registrations",)) as statements:
        open_page(app, address, tokens["admin"])

    asked = [(sent, values) for sent, values in statements if "join_request_id IS NULL" in sent or "coalesce" in sent]
    plans = plans_on_sqlite(app, asked)
    assert any("ix_registrations_session_id_state (session_id=? AND state=?)" in line for line in plans)
    assert [line for line in plans if "ix_registrations_join_request_id" in line] == []


def handed_on(world: World) -> None:
    """A mail that brought to staff what arrived first."""
    world.save(
        OutboxMessage(
            key="forwarded:1:1",
            kind="forwarded",
            to_address="staff@example.org",
            subject="S",
            body_text="T",
            body_html="<p>T</p>",
            message_id="<forwarded@example.org>",
            created_at=clock.now(),
            not_before=clock.now(),
        )
    )


WORK: dict[str, Callable[[], object]] = {
    **{f"{step.__module__}.{step.__name__}": step for step in worker.STEPS},
    **{f"{step.__module__}.{step.__name__}": step for step in worker.FIRST},
    "what is past": outbox.drop_expired,
    "the terms": lambda: retention.keep_to_terms(jobs.EVERYTHING),
    "what arrived": lambda: inbound_erasure.erase(1),
}


@pytest.mark.parametrize("name", WORK)
def test_no_work_reads_the_outbox_or_the_journal_whole(app: Flask, world: World, name: str) -> None:
    route_world.build(world)
    handed_on(world)
    with time_machine.travel(clock.now() + timedelta(days=8 * 365), tick=False):
        with app.app_context(), sent_by(app) as statements:
            WORK[name]()

        assert read_whole_on_sqlite(app, statements) == set()


# Enough wait, the newest, to make PostgreSQL expect one soon whichever way it goes.
MANY_THAT_LEFT = """
    INSERT INTO outbox (key, kind, to_address, to_name, subject, body_text, body_html, message_id, "references",
        reply_to, stop_link, secret, cause, priority, state, not_before, attempts, last_error, created_at, sent_at)
    SELECT 'left:' || n, 'waiting', 'noe@example.org', '', 'S', 'T', '<p>T</p>', '<' || n || '@example.org>', '',
        '', '', false, '{}', 5, CASE WHEN n <= 400 THEN 'waiting' ELSE 'sent' END, moment, 0, '', moment,
        CASE WHEN n <= 400 THEN NULL ELSE moment END
    FROM (SELECT n, now() - n * interval '5 minutes' AS moment FROM generate_series(1, 20000) AS n) AS numbered
"""


@pytest.mark.parametrize("engine_name", ["postgresql"])
class TestOnPostgresql:
    @pytest.mark.parametrize("address", [*ANYBODYS, "/gestion/annonces/1", "/gestion/seances/nouvelle"])
    def test_what_is_counted_is_found_by_an_index(self, app: Flask, world: World, address: str) -> None:
        tokens = route_world.build(world)
        with app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(MANY_THAT_LEFT)
            connection.exec_driver_sql("ANALYZE outbox")
        with sent_by(app) as statements:
            open_page(app, address, tokens["admin"])

        assert statements
        assert read_whole_on_postgresql(app, statements) == set()
