"""The terms are kept in batches: at most 200 rows behind a lock, none for nothing. On both engines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, insert, select

from portal import clock
from portal.database import db, writing
from portal.models.base.journal import Event
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, MessageState, Outcome, RegistrationState
from portal.services.base import jobs
from portal.services.upkeep import retention
from portal.services.upkeep.terms import BATCH, STEPS
from tests.factories import World
from tests.statements import statements_of

LONG_AGO = timedelta(days=5 * 365)
STEP = {step.name: step for step in STEPS}
COMPLETED, CANCELLED = RegistrationState.COMPLETED, RegistrationState.CANCELLED
CHANGES = ("UPDATE", "DELETE", "INSERT")


class PowerCut(Exception):
    """The worker is stopped in the middle of its work."""


@contextmanager
def after_each_change(app: Flask, seen: Callable[[str, int], None]) -> Iterator[None]:
    """Tell `seen` the first word of each statement that changes rows, and how many it changed."""

    def note(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        if statement.startswith(CHANGES):
            seen(statement.partition(" ")[0], cursor.rowcount)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", note)


def came(world: World, people: int, each: int = 1) -> None:
    """That many people of two partners came to `each` sessions that were over long ago."""
    then = clock.now() - LONG_AGO
    sessions = [world.training_session(starts_at=then - timedelta(days=number)).id for number in range(each)]
    partners = [world.partner().id for _ in range(2)]
    with writing() as session:
        rows = [_named(partners[number % 2], number, clock.now()) for number in range(people)]
        ids = list(session.scalars(insert(Person).returning(Person.id), rows))
        partner_of = {row.id: row.partner_id for row in session.execute(select(Person.id, Person.partner_id))}
        session.execute(
            insert(Registration),
            [
                {
                    "session_id": session_id,
                    "partner_id": partner_of[person_id],
                    "person_id": person_id,
                    "state": COMPLETED,
                    "outcome": Outcome.ATTENDED,
                    "joined_at": then,
                    "cancel_note": "Zébulon",
                }
                for session_id in sessions
                for person_id in ids
            ],
        )


def _named(partner_id: int, number: int, created_at: object) -> dict[str, Any]:
    names = {"given_name": "Zébulon", "family_name": f"N{number}", "folded_name": f"zebulon n{number}"}
    return {"partner_id": partner_id, "created_at": created_at, **names}


def gave_up(world: World, people: int) -> None:
    came(world, people)
    with writing() as session:
        ended = {"state": CANCELLED, "cancel_reason": CancelReason.BY_PERSON, "ended_at": clock.now() - LONG_AGO}
        session.connection().execute(Registration.__table__.update().values(outcome=None, **ended))


def were_told(world: World, mails: int) -> None:
    then = clock.now() - LONG_AGO
    row = {"kind": "place_confirmed", "to_address": "noe@example.org", "subject": "S", "body_text": "T"}
    row |= {"body_html": "<p>T</p>", "created_at": then, "not_before": then, "state": MessageState.SENT}
    with writing() as session:
        rows = [{"key": f"old:{n}", "message_id": f"<{n}@example.org>", **row} for n in range(mails)]
        session.execute(insert(OutboxMessage), rows)


def did(world: World, acts: int) -> None:
    with writing() as session:
        row = {"at": clock.now() - LONG_AGO, "verb": "registered", "object_kind": "registration", "object_id": 1}
        session.execute(insert(Event), [row] * acts)


FILLED = {"registrations": came, "cancelled_registrations": gave_up, "messages": were_told, "journal": did}


@pytest.mark.parametrize("name", FILLED)
def test_a_batch_costs_as_many_statements_for_one_row_as_for_many(world: World, name: str) -> None:
    counts = []
    for rows in (1, BATCH - 1):
        FILLED[name](world, rows)
        counts.append(len(statements_of(world.app, lambda: retention.ended(STEP[name], clock.now()))))

    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("name", FILLED)
def test_no_statement_changes_more_than_a_batch(world: World, name: str) -> None:
    FILLED[name](world, 2 * BATCH + 50)
    changed: list[int] = []
    with after_each_change(world.app, lambda _word, rows: changed.append(rows)):
        total = retention.ended(STEP[name], clock.now())

    assert total == 2 * BATCH + 50
    assert max(changed) <= BATCH
    assert retention.ended(STEP[name], clock.now()) == 0


def test_with_nothing_to_do_nothing_is_locked_but_to_plan_the_next_night(world: World) -> None:
    changed: list[str] = []
    with after_each_change(world.app, lambda word, _rows: changed.append(word)):
        sent = statements_of(world.app, lambda: retention.keep_to_terms(jobs.EVERYTHING))
        again = statements_of(world.app, lambda: retention.keep_to_terms(jobs.EVERYTHING))

    assert [statement.partition(" ")[0] for statement in again] == ["SELECT"] * (len(STEPS) + 1) + ["UPDATE"]
    assert len(sent) <= len(again) + 3
    assert set(changed) <= {"UPDATE", "INSERT"}


def test_one_persons_registrations_stay_one_persons(world: World) -> None:
    """Three a person: the last of a full batch is left for the next one, which has all of hers."""
    came(world, 150, each=3)

    retention.ended(STEP["registrations"], clock.now())

    each = select(func.count()).select_from(Registration).group_by(Registration.person_id)
    assert db.session.scalars(each).all() == [3] * 150
    people = db.session.execute(
        select(Person.folded_name, Person.partner_id, Registration.partner_id, Registration.cancel_note)
        .join(Registration, Registration.person_id == Person.id)
        .distinct()
    ).all()
    assert {(row[0], row[1] == row[2], row[3]) for row in people} == {("", True, "")}


def test_stopped_in_the_middle_it_goes_on_where_it_was(world: World) -> None:
    came(world, BATCH + 50)
    cuts = iter([False] * 3 + [True])

    def cut(_word: str, _rows: int) -> None:
        if next(cuts, False):
            raise PowerCut

    with after_each_change(world.app, cut), pytest.raises(PowerCut):
        retention.keep_to_terms(jobs.EVERYTHING)
    left = _named_ones()
    retention.keep_to_terms(jobs.EVERYTHING)

    assert (0 < left < BATCH + 50, _named_ones()) == (True, 0)
    assert len({row.person_id for row in world.all(Registration)}) == BATCH + 50


def _named_ones() -> int:
    named = select(func.count()).select_from(Registration).where(Registration.cancel_note != "")
    return db.session.scalar(named) or 0


def test_a_person_with_more_registrations_than_a_batch_is_ended_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.upkeep.terms.BATCH", 2)
    monkeypatch.setattr("portal.services.upkeep.retention.BATCH", 2)
    came(world, 2, each=5)

    assert retention.ended(STEP["registrations"], clock.now()) == 10
    assert _named_ones() == 0
