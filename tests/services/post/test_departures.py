"""Whether a message has left: what is sure stays sure, and what is doubtful stays doubtful, whoever touches it next."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.database import db, writing
from portal.mail.wire.outbox import Envelope, put
from portal.models.accounts.accounts import Account
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import has_not_left, not_left
from portal.services.post import desk_outbox, outbox, outbox_records
from tests.factories import World

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
LEASE = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def message(world: World) -> int:
    with writing() as session:
        put(session, Envelope("sign_in_code", "noe@example.org", "", {"link": "", "code": "", "until": ""}))
    return world.all(OutboxMessage)[0].id


def surely_here(message: int) -> bool:
    """Read from the row and by a statement, which say alike."""
    row = db.session.get_one(OutboxMessage, message, populate_existing=True)
    by_statement = db.session.query(OutboxMessage.id).where(OutboxMessage.id == message, *not_left()).scalar()
    assert has_not_left(row) is (by_statement is not None)
    db.session.rollback()
    return by_statement is not None


def take(message: int) -> None:
    assert [taken.id for taken in outbox.claim(5, LEASE)] == [message]


def test_a_message_in_a_workers_hands_is_no_longer_surely_here(message: int) -> None:
    assert surely_here(message)

    take(message)

    assert not surely_here(message)


def test_what_the_relay_was_away_for_or_was_given_back_has_not_left(
    message: int, moment: time_machine.Traveller
) -> None:
    take(message)
    outbox_records.release([message], "away")
    assert surely_here(message)
    moment.shift(timedelta(hours=6))
    take(message)
    outbox_records.give_back([message])

    assert surely_here(message)


def test_what_the_relay_refused_has_not_left(message: int) -> None:
    take(message)
    outbox_records.record_refused(message, 1, "550 not you", timedelta(minutes=15))

    assert surely_here(message)


def test_a_broken_connection_leaves_it_in_doubt_whatever_comes_after(
    message: int, moment: time_machine.Traveller, world: World
) -> None:
    take(message)
    outbox_records.record_later(message, 1, "cut after DATA")
    assert not surely_here(message)
    moment.shift(timedelta(hours=1))
    take(message)
    outbox_records.release([message], "away")

    assert not surely_here(message)
    desk_outbox.retry(message, staff(world).id)
    assert not surely_here(message)


@pytest.mark.parametrize("hand_back", ["release", "give_back", "retry"])
def test_a_worker_that_died_leaves_it_in_doubt(
    message: int, moment: time_machine.Traveller, world: World, hand_back: str
) -> None:
    take(message)
    moment.shift(timedelta(hours=1))
    if hand_back == "retry":
        desk_outbox.retry(message, staff(world).id)
    else:
        take(message)
        getattr(outbox_records, hand_back)([message], *(["away"] if hand_back == "release" else []))

    assert not surely_here(message)


def staff(world: World) -> Account:
    return world.staff()
