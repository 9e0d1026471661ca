"""5xx at MAIL FROM or DATA is our relay's word about us: nothing fails by it, the batch stops, staff are alarmed."""

from datetime import datetime, timedelta

import pytest
import time_machine
from aiosmtpd.smtp import SMTP
from flask import Flask

from portal import clock
from portal.mail.wire import outbox as mail_outbox
from portal.models.post.inbound import Bounce
from portal.models.post.mail import OutboxMessage
from portal.queries.crossings.desk import desk
from portal.queries.post.health import checks
from portal.rules.base.states import MessageState
from portal.services.accounts import signing_in
from portal.services.post import outbox
from tests.factories import World
from tests.mail.conftest import MailServer, start_server
from tests.services.relay import only, send_all, server, through, write

__all__ = ["server", "start_server", "through"]
REFUSAL = "550 5.7.1 sending is suspended for this account"


def sends_at(moment: datetime) -> datetime:
    """Everything that is due then is tried; returns a moment when what was put off is due again."""
    with time_machine.travel(moment, tick=False):
        send_all()
    return moment + timedelta(minutes=20)


def alarmed() -> tuple[bool, bool]:
    """On the staff's desk, and for who watches over the machine."""
    troubles = checks()["troubles"]
    assert isinstance(troubles, list)
    return desk().outbox.relay_refuses, "relay_refuses" in troubles


@pytest.mark.parametrize("stage", ["MAIL", "DATA"])
def test_the_batch_stops_at_the_third_recipient_and_nothing_fails(server: MailServer, world: World, stage: str) -> None:
    for number in range(8):
        write(number)
    server.answers[stage] = REFUSAL

    assert outbox.send_due() == 2
    assert outbox.send_due() == 0

    rows = world.all(OutboxMessage)
    assert {row.state for row in rows} == {MessageState.WAITING}
    assert [row.attempts for row in rows] == [1, 1, 1, 0, 0, 0, 0, 0]
    assert all("suspended" in row.last_error for row in rows[:3])
    assert {row.last_error for row in rows[3:]} == {"our relay refuses our mails"}
    assert all(row.not_before > clock.now() for row in rows)
    assert world.all(Bounce) == []


def test_what_is_due_and_not_in_the_batch_waits_too(server: MailServer, world: World) -> None:
    for number in range(8):
        write(number)
    server.answers["MAIL"] = REFUSAL

    outbox.send_due(4)
    outbox.send_due(4)

    assert [row.attempts for row in world.all(OutboxMessage)] == [1, 1, 1, 0, 0, 0, 0, 0]


def test_one_mailbox_alone_stops_nothing(server: MailServer, world: World) -> None:
    for number in range(4):
        write(number, to_address="noe@example.org")
    write(4)
    server.answers["DATA"] = REFUSAL

    outbox.send_due()

    assert [row.attempts for row in world.all(OutboxMessage)] == [1] * 5
    assert alarmed() == (False, False)


def test_recipients_are_counted_over_batches_until_the_relay_takes_a_letter(server: MailServer, world: World) -> None:
    server.answers["DATA"] = REFUSAL
    for number in range(3):
        assert alarmed() == (False, False)
        write(number)
        outbox.send_due()
    assert alarmed() == (True, True)
    server.answers.clear()
    write(3)

    outbox.send_due()

    assert alarmed() == (False, False)
    assert [row.state for row in world.all(OutboxMessage)] == ["waiting", "waiting", "waiting", "sent"]


def test_while_it_refuses_one_letter_is_tried_at_a_time_and_each_has_its_turn(server: MailServer, world: World) -> None:
    for number in range(6):
        write(number)
    server.answers["MAIL"] = REFUSAL
    outbox.send_due()
    moment = clock.now()
    for _turn in range(3):
        moment += timedelta(seconds=31)
        with time_machine.travel(moment, tick=False):
            outbox.send_due()

    assert [row.attempts for row in world.all(OutboxMessage)] == [1] * 6


def test_a_letter_that_the_relay_never_takes_holds_up_nobody(server: MailServer, world: World) -> None:
    for number in range(12):
        write(number)
    refused = {f"p{number}@example.org" for number in range(4)}

    async def by_recipient(speaker: SMTP) -> str | None:
        return REFUSAL if set(speaker.envelope.rcpt_tos) & refused else None

    server.answers["DATA"] = by_recipient
    moment = clock.now()
    for _turn in range(10):
        moment += timedelta(seconds=31)
        with time_machine.travel(moment, tick=False):
            outbox.send_due()

    assert {row.to_address for row in world.all(OutboxMessage, state=MessageState.WAITING)} == refused


def test_all_leave_once_the_way_opens_and_sign_in_codes_first(server: MailServer, world: World) -> None:
    for number in range(5):
        write(number)
    server.answers["MAIL"] = REFUSAL
    moment = sends_at(clock.now())
    with time_machine.travel(moment, tick=False):
        signing_in.request_code(signing_in.Asking("noe@example.org", "", "browser", "network"))
        outbox.send_due()
    assert server.letters == []
    server.answers.clear()
    moment += timedelta(minutes=1)

    with time_machine.travel(moment, tick=False):
        outbox.send_due()

    assert server.letters[0].rcpt_tos == ["noe@example.org"]
    sends_at(moment + timedelta(minutes=20))
    assert {row.state for row in world.all(OutboxMessage)} == {MessageState.SENT}
    assert len(server.letters) == 6


def test_a_code_is_tried_at_once_while_everything_else_waits(server: MailServer, world: World) -> None:
    for number in range(5):
        write(number)
    server.answers["MAIL"] = REFUSAL
    outbox.send_due()
    server.answers.clear()
    write(9, priority=mail_outbox.URGENT)

    outbox.send_due()

    assert [letter.rcpt_tos for letter in server.letters] == [["p9@example.org"]]


def test_a_refused_letter_is_given_up_after_its_five_days(server: MailServer, world: World) -> None:
    write()
    server.answers["DATA"] = REFUSAL
    begun = moment = clock.now()
    while moment < begun + timedelta(days=4, hours=23):
        moment = sends_at(moment) + timedelta(hours=6)
    assert only(world).state is MessageState.WAITING

    sends_at(begun + timedelta(days=5, minutes=20))

    assert (only(world).state, only(world).last_error) == (MessageState.FAILED, "given up after five days")


def test_what_the_relay_says_of_a_recipient_fails_at_once(server: MailServer, world: World) -> None:
    for number in range(4):
        write(number)
    server.answers["RCPT"] = "550 5.1.1 no such user"

    send_all()

    assert {row.state for row in world.all(OutboxMessage)} == {MessageState.FAILED}
    assert len(world.all(Bounce)) == 4
    assert alarmed() == (False, False)


def test_no_mail_about_it_is_written(server: MailServer, app: Flask, world: World) -> None:
    world.staff("lise@example.org")
    for number in range(4):
        write(number)
    server.answers["DATA"] = REFUSAL

    send_all()

    assert len(world.all(OutboxMessage)) == 4
    assert alarmed() == (True, True)
