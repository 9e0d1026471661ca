"""Nothing that stays in either database joins an answer to a person; and the attack does find what is planted."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from portal.database import db
from portal.models.attendance.evaluations import EvaluationTicket, new_key
from portal.models.post.mail import OutboxMessage
from portal.rules.base.secrets import hashed
from portal.rules.base.verbs import ObjectKind, Verb
from portal.services.attendance.evaluations import evaluations
from portal.services.base.journal import Entry, record
from portal.services.post import outbox_records
from tests.factories import World
from tests.services.attendance.evaluations.evaluation_attack import Attacker
from tests.services.attendance.evaluations.evaluation_world import CLOSING, Morning, sheet

PEOPLE = 8


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(CLOSING, tick=False) as traveller:
        yield traveller


def findings(app: Flask, world: World, clock: time_machine.Traveller) -> set[str]:
    """A morning whose people answer in an order of chance, minutes apart; then what the attacker finds."""
    morning = Morning(world, came=PEOPLE)
    tickets = morning.tickets()
    for address in morning.addresses:
        mail = morning.mail(address)
        outbox_records.record_sent([mail.id])
    order = random.Random(7).sample(range(PEOPLE), PEOPLE)
    words, moments = [], []
    for minute, place in enumerate(order, start=61):
        clock.move_to(CLOSING + timedelta(minutes=minute), tick=False)
        moments.append(f"{CLOSING + timedelta(minutes=minute):%H:%M}")
        words.append(f"Avis de la personne {place} en toutes lettres.")
        evaluations.answer(tickets[place], sheet(words[-1]))
    return Attacker(app, words, [hashed(one) for one in tickets], tickets).findings(moments)


def test_nothing_joins_an_answer_to_a_person(app: Flask, world: World, clock: time_machine.Traveller) -> None:
    assert findings(app, world, clock) == set()


def _kept_as_they_are(
    session: Session, evaluation: Any, *, served: str = "", added: Any = None, erased: str = ""
) -> bool:
    """The defect: an answer is added and its ticket marked, and nothing else is written."""
    del evaluation, erased
    used = update(EvaluationTicket).where(EvaluationTicket.ticket_hash == served).values(used=True)
    session.execute(used)
    session.execute(insert(evaluations.EvaluationAnswer), [{**added, "key": new_key()}])
    return False


def _in_the_order_given(session: Session, kind: type[Any], rows: Sequence[Any]) -> None:
    """The defect: keys that grow, so that rows lie as they were drawn."""
    for number, row in enumerate(rows):
        session.execute(insert(kind.__table__), [{**row, "key": f"{number:032}"}])


def _without_shuffling(session: Session, kind: type[Any], rows: Sequence[Any]) -> None:
    """The defect: rows go in as they are drawn or read, under keys by chance."""
    for row in rows:
        session.execute(insert(kind.__table__), [{**row, "key": new_key()}])


def test_an_answer_that_is_only_added_is_found(
    app: Flask, world: World, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, engine_name: str
) -> None:
    monkeypatch.setattr(evaluations, "_rewrite", _kept_as_they_are)

    found = findings(app, world, clock)

    telling = {
        "sqlite": "answers lie in the order in which they came",
        "postgresql": "rows are told apart by their transaction",
    }
    assert telling[engine_name] in found


def test_tickets_that_lie_as_they_were_drawn_are_found(
    app: Flask, world: World, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluations, "_add", _in_the_order_given)

    assert "answers lie in the order in which they came" in findings(app, world, clock)


def test_an_answer_in_the_journal_is_found(
    app: Flask, world: World, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = evaluations._rewrite

    def journalled(session: Session, evaluation: Any, **what: Any) -> bool:
        entry = Entry(
            Verb.TYPED_EVALUATION, ObjectKind.SESSION, evaluation.session_id, inputs={"ticket": what["served"]}
        )
        record(session, None, entry)
        return real(session, evaluation, **what)

    monkeypatch.setattr(evaluations, "_rewrite", journalled)

    found = findings(app, world, clock)
    assert {"a hash stands in another table", "the minute stands in another table"} <= found


def test_a_mail_that_keeps_its_ticket_is_found(
    app: Flask, world: World, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {name: getattr(OutboxMessage, name) for name in outbox_records.ERASED}
    monkeypatch.setattr(outbox_records, "SENDING", outbox_records.SENDING.values(**own))

    assert "a ticket stands in another table" in findings(app, world, clock)


def test_what_is_erased_and_not_overwritten_is_found(
    app: Flask, world: World, clock: time_machine.Traveller, engine_name: str
) -> None:
    if engine_name != "sqlite":
        assert findings(app, world, clock) == set()
        return
    db.session.remove()
    db.engine.dispose()

    @event.listens_for(db.engine, "connect")
    def forgetful(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA secure_delete=OFF")

    try:
        found = findings(app, world, clock)
    finally:
        event.remove(db.engine, "connect", forgetful)
        db.engine.dispose()
    assert {"an older copy of an answer is left", "a ticket is left"} & found
