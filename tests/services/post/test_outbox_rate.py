"""`MAIL_RATE`: so many mails a minute, and whoever signs in waits for none of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.mail.wire import outbox as mail_outbox
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.post import outbox
from tests.factories import World
from tests.mail.conftest import MailServer, StartServer, start_server
from tests.services.relay import send_all, server, through, write

__all__ = ["server", "start_server", "through"]
Through = Callable[..., None]


def test_no_more_than_the_rate_leaves_within_a_minute_and_codes_pass(
    start_server: StartServer, through: Through
) -> None:
    server = start_server()
    through(server.port, rate=3)
    moment = clock.now()
    with time_machine.travel(moment, tick=False) as traveller:
        for number in range(8):
            write(number)
        send_all()
        assert len(server.letters) == 3

        write(8, priority=mail_outbox.URGENT)
        send_all()
        assert [letter.rcpt_tos for letter in server.letters][3:] == [["p8@example.org"]]

        traveller.shift(timedelta(seconds=59))
        send_all()
        assert len(server.letters) == 4

        traveller.shift(timedelta(seconds=2))
        send_all()
        assert len(server.letters) == 7


def test_what_two_workers_hold_counts_for_both(through: Through) -> None:
    through(25, rate=5)
    for number in range(9):
        write(number)

    taken = [len(outbox.claim(4, timedelta(minutes=5))) for _worker in range(3)]

    assert taken == [4, 1, 0]


def test_a_code_asked_for_meanwhile_does_not_wait_for_the_rest_of_a_batch(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_WAIT_OF_A_CODE", timedelta(seconds=-1))
    for number in range(3):
        write(number)
    claimed = outbox.claim(20, timedelta(minutes=5))
    write(9, priority=mail_outbox.URGENT)

    assert outbox._send_all(claimed, lambda _letter: None) == 0
    outbox.send_due()

    assert server.letters[0].rcpt_tos == ["p9@example.org"]
    assert {row.state for row in world.all(OutboxMessage)} == {MessageState.SENT}
