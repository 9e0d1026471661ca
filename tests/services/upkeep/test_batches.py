"""Work that may concern every row changes some at once: nobody waits behind it for all of them. On both engines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, insert

from portal import clock
from portal.database import db, writing
from portal.mail.wire.outbox import ORDINARY
from portal.models.accounts.accounts import Challenge
from portal.models.base.search import SearchEntry
from portal.models.network.partners import Partner
from portal.models.planning.announcements import MailPreference
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState, PartnerStatus, Visibility
from portal.services.accounts import signing_in
from portal.services.post import mail_preferences, outbox_records
from portal.services.upkeep import reindexing
from tests.factories import World

ROWS, BATCH = 450, 200
CHANGES = ("UPDATE", "DELETE", "INSERT")


@contextmanager
def changed_behind_one_lock(app: Flask, table: str) -> Iterator[list[int]]:
    """How many rows of the table each transaction changed that changed any."""
    changed, now = list[int](), [0]

    def note(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        if statement.startswith(CHANGES) and table in statement.partition("WHERE")[0]:
            now[0] += max(cursor.rowcount, 0)

    def end(_connection: object) -> None:
        if now[0]:
            changed.append(now[0])
        now[0] = 0

    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", note)
    event.listen(engine, "commit", end)
    try:
        yield changed
    finally:
        event.remove(engine, "after_cursor_execute", note)
        event.remove(engine, "commit", end)


def mails(**values: Any) -> None:
    now = clock.now() - timedelta(minutes=1)
    row = {
        "kind": "session_announced",
        "to_address": "noe@example.org",
        "subject": "S",
        "body_text": "T",
        "body_html": "H",
        "state": MessageState.WAITING,
        "priority": ORDINARY,
        "not_before": now,
        "created_at": now,
        "stop_link": "mark",
        **values,
    }
    with writing() as session:
        rows = [{**row, "key": f"k{number}", "message_id": f"<{number}@example.org>"} for number in range(ROWS)]
        session.execute(insert(OutboxMessage), rows)


def partners() -> None:
    row = {
        "description": "",
        "visibility": Visibility.PUBLIC,
        "status": PartnerStatus.ACTIVE,
        "individual": False,
        "created_at": clock.now(),
    }
    with writing() as session:
        names = [{"name": f"Service {one}", "folded_name": f"service {one}", "slug": f"s{one}"} for one in range(ROWS)]
        session.execute(insert(Partner), [{**row, **name} for name in names])


def stopped(world: World) -> None:
    mails()
    choice = {"themes": [], "communes": [], "created_at": clock.now(), "stopped_at": clock.now()}
    world.save(MailPreference(mailbox="noe@example.org", link_nonce="n", **choice))


def unsearchable(_world: World) -> None:
    partners()
    reindexing.reindex_all()
    with writing() as session:
        session.execute(delete(Partner))


def asked_before(_world: World) -> None:
    then = clock.now() - timedelta(days=2)
    row = {"email": "noe@example.org", "network": "n", "known": False}
    row |= dict.fromkeys(("created_at", "mailed_at", "expires_at"), then)
    with writing() as session:
        hashes = [{"link_hash": f"l{one}", "nonce": f"n{one}"} for one in range(ROWS)]
        session.execute(insert(Challenge), [{**row, **secrets} for secrets in hashes])


WORK: dict[str, tuple[str, Callable[[World], object], Callable[[], object]]] = {
    "put off": ("outbox", lambda _world: mails(), lambda: outbox_records.put_off("our relay refuses our mails")),
    "past": (
        "outbox",
        lambda _world: mails(expires_at=clock.now() - timedelta(minutes=1)),
        outbox_records.drop_expired,
    ),
    "stopped": ("outbox", stopped, mail_preferences.drop_stopped),
    "filled": ("search_entries", lambda _world: partners(), reindexing.reindex_all),
    "emptied": ("search_entries", unsearchable, reindexing.reindex_all),
}


@pytest.mark.parametrize("name", WORK)
def test_work_about_every_row_is_done_in_batches_and_to_the_end(app: Flask, world: World, name: str) -> None:
    table, prepare, work = WORK[name]
    prepare(world)

    with changed_behind_one_lock(app, table) as changed:
        work()
    with changed_behind_one_lock(app, table) as again:
        if table == "outbox":
            work()

    assert changed == [BATCH, BATCH, ROWS - 2 * BATCH]
    assert again == []
    assert len(world.all(SearchEntry)) == (ROWS if name == "filled" else 0)


def test_who_asks_for_a_code_forgets_some_old_ones_and_the_next_the_others(world: World) -> None:
    asked_before(world)

    left = []
    for number in range(4):
        signing_in.request_code(signing_in.Asking(f"{number}@example.org", "", "browser", "network"))
        left.append(len(world.all(Challenge, email="noe@example.org")))

    assert left == [ROWS - BATCH, ROWS - 2 * BATCH, 0, 0]
