"""What is told once is told once, and a message that was dropped unread told nothing: its key is free again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.database import writing
from portal.mail.wire.outbox import Envelope, drop, put
from portal.models.planning.announcements import MailPreference
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.post import mail_preferences, outbox, outbox_records
from tests.factories import World

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
WORDS = {"link": "", "code": "", "until": ""}
# As long as a key may be.
KEY = "occasion:" + "x" * 191


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def write() -> bool:
    """Told once, good for an hour, and stoppable."""
    envelope = Envelope("sign_in_code", "noe@example.org", "", WORDS, key=KEY, once=True, stop_link="mark")
    envelope = Envelope(**{**fields(envelope), "expires_at": NOW + timedelta(hours=1)})
    with writing() as session:
        return put(session, envelope)


def fields(envelope: Envelope) -> dict[str, object]:
    return {name: getattr(envelope, name) for name in Envelope.__slots__}


def drop_one(world: World) -> None:
    with writing() as session:
        drop(session.get_one(OutboxMessage, world.all(OutboxMessage)[0].id), "untrue")


def expire(_world: World) -> None:
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        outbox_records.drop_expired()


def stop(world: World) -> None:
    preference = MailPreference(mailbox="noe@example.org", link_nonce="n", themes=[], communes=[], created_at=NOW)
    mail_preferences.stop(world.save(preference).id)


def stop_late(world: World) -> None:
    preference = MailPreference(mailbox="noe@example.org", link_nonce="n", themes=[], communes=[], created_at=NOW)
    preference.stopped_at = NOW
    world.save(preference)
    mail_preferences.drop_stopped()


WAYS = [drop_one, expire, stop, stop_late]


@pytest.mark.parametrize("way", WAYS)
def test_a_message_dropped_unread_does_not_block_one_that_is_owed(world: World, way: object) -> None:
    assert write()
    assert not write()
    way(world)  # type: ignore[operator] # one of WAYS

    assert write()

    assert [row.state for row in world.all(OutboxMessage)] == [MessageState.DROPPED, MessageState.WAITING]
    assert not write()


@pytest.mark.parametrize("way", [drop_one, expire, stop_late])
def test_one_that_somebody_may_have_read_is_not_said_twice(world: World, way: object) -> None:
    write()
    [taken] = outbox.claim(5, timedelta(minutes=5))
    outbox_records.record_later(taken.id, 1, "cut after DATA")
    way(world)  # type: ignore[operator] # one of WAYS

    assert not write()

    assert [row.state for row in world.all(OutboxMessage)] == [MessageState.DROPPED]
