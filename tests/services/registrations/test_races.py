"""Contended seats: real threads on real databases, and a control that shows the race when the lock is off."""

import contextlib
import threading
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.database import db, writing
from portal.models.registrations.interests import Interest
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.services.registrations import acts, interests, registrations
from portal.services.registrations.people import NewPerson
from portal.services.registrations.registrations import Register
from tests.factories import World
from tests.patience import PATIENCE

WRITERS = 8


def at_once(app: Flask, *jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs in threads that start together; returns what they raised."""
    gate = threading.Barrier(len(jobs))
    raised: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                job()
            except Exception as error:
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def contenders(world: World, capacity: int) -> list[Callable[[], object]]:
    session = world.training_session(capacity=capacity)

    def contender(number: int) -> Callable[[], object]:
        partner = world.partner(f"Service en course {number}")
        coordinator = world.coordinator(partner)
        person = NewPerson("Noé", f"Épreuve {number}", f"noe{number}@example.org")
        command = Register(session.id, partner.id, (person,), coordinator.id, f"form {number}")
        return lambda: registrations.register(command)

    return [contender(number) for number in range(WRITERS)]


def states(world: World) -> list[RegistrationState]:
    return sorted(row.state for row in world.all(Registration))


def test_writers_for_the_last_seats_leave_exactly_these_confirmed(app: Flask, world: World) -> None:
    raised = at_once(app, *contenders(world, capacity=3))

    assert raised == []
    assert states(world) == [RegistrationState.CONFIRMED] * 3 + [RegistrationState.WAITLISTED] * (WRITERS - 3)


def test_one_form_posted_many_times_at_once_registers_once(app: Flask, world: World) -> None:
    [contender] = contenders(world, capacity=3)[:1]

    raised = at_once(app, *[contender] * WRITERS)

    assert raised == []
    assert states(world) == [RegistrationState.CONFIRMED]


def test_a_wish_noted_while_a_cancellation_keeps_one_is_one_wish(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, original = threading.Barrier(2), interests._standing
    partner, training = world.partner(), world.training_session()
    wish = interests.Wish(training.workshop_id, world.coordinator(partner).id, 1, partner.id)
    row = world.registration(training, world.person(partner))

    def both_at_once(session: Session, workshop_id: int, account_id: int) -> Interest | None:
        found = original(session, workshop_id, account_id)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(timeout=0.5)
        return found

    def keep() -> None:
        with writing() as session:
            interests.keep_after_cancellation(session, training, [row])

    monkeypatch.setattr(interests, "_standing", both_at_once)

    assert at_once(app, keep, lambda: interests.note(wish)) == []
    assert len(world.all(Interest)) == 1


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_without_the_row_lock_the_race_is_seen(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same writers with the session row read but not locked give out too many seats."""
    gate = threading.Barrier(WRITERS)

    def unlocked(session, model, row_id, *options):  # type: ignore[no-untyped-def]
        return session.get(model, row_id)

    def together(act: acts.Act, line: Sequence[Registration]) -> list[object]:
        gate.wait(PATIENCE)
        return original(act, line)

    original = acts._awards
    monkeypatch.setattr(acts, "lock_row", unlocked)
    monkeypatch.setattr(acts, "_awards", together)

    at_once(app, *contenders(world, capacity=3))

    assert states(world).count(RegistrationState.CONFIRMED) > 3


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_without_begin_immediate_sqlite_writers_fail(app: Flask, world: World) -> None:
    """The control on SQLite: a transaction that begins by reading cannot become a writer once another wrote."""
    world.partner()
    all_have_read = threading.Barrier(WRITERS)

    raised = at_once(app, *[lambda: read_then_write(all_have_read)] * WRITERS)

    assert any("locked" in str(error) for error in raised)


def read_then_write(all_have_read: threading.Barrier) -> None:
    partners = db.session.query(Registration).count()
    all_have_read.wait()
    db.session.execute(db.text("UPDATE partners SET description = :n"), {"n": str(partners)})
    db.session.commit()
