"""Sending: nothing lost, nothing twice but after a cut, whatever the mail server does."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.database import db
from portal.mail.wire import outbox as mail_outbox
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import MessageState
from portal.services.accounts import signing_in
from portal.services.post import outbox
from tests.factories import World
from tests.mail.conftest import MailServer, drop, free_port, hang, holding, start_server
from tests.patience import PATIENCE
from tests.services.relay import only, send_all, server, through, write

__all__ = ["server", "start_server", "through"]
LEASE = timedelta(minutes=5)


def test_a_batch_leaves_by_one_connection(server: MailServer, world: World) -> None:
    for number in range(5):
        write(number)

    assert outbox.send_due() == 5

    assert [letter.rcpt_tos for letter in server.letters] == [[f"p{number}@example.org"] for number in range(5)]
    assert server.greetings == 1
    assert {row.state for row in world.all(OutboxMessage)} == {MessageState.SENT}
    assert outbox.send_due() == 0


def test_the_urgent_leave_first(server: MailServer) -> None:
    write(1)
    write(2, priority=mail_outbox.URGENT)

    outbox.send_due()

    assert [letter.rcpt_tos[0] for letter in server.letters] == ["p2@example.org", "p1@example.org"]


def test_what_is_for_later_waits(server: MailServer, world: World) -> None:
    write(not_before=clock.now() + timedelta(minutes=10))

    assert outbox.send_due() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert outbox.send_due() == 1


def test_two_workers_at_once_claim_nothing_twice(app: Flask, world: World) -> None:
    for number in range(40):
        write(number)
    gate, taken = Barrier(4), list[list[int]]()

    def work() -> None:
        with app.app_context():
            gate.wait()
            for _ in range(8):
                taken.append([message.id for message in outbox.claim(5, LEASE)])

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(number for batch in taken for number in batch) == [row.id for row in world.all(OutboxMessage)]


def test_a_lease_that_ran_out_is_claimed_again(world: World) -> None:
    write()
    assert len(outbox.claim(5, LEASE)) == 1

    assert outbox.claim(5, LEASE) == []
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
        assert len(outbox.claim(5, LEASE)) == 1


def test_a_worker_killed_between_send_and_mark_sends_the_same_bytes_once_more(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()

    def killed(_message_id: int, **_how: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "record_sent", killed)
        with pytest.raises(SystemExit):
            outbox.send_due()
    db.session.rollback()
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
        send_all()

    first, second = server.letters
    assert first.content == second.content
    assert only(world).state is MessageState.SENT


@pytest.mark.parametrize(("takes", "unrecorded"), [(0.0, [0, 1, 2, 3, 4, 0, 1]), (0.1, [0, 0, 0, 0, 0, 0, 0])])
def test_what_left_is_recorded_some_at_once_and_at_once_where_the_relay_is_slow(
    app: Flask, monkeypatch: pytest.MonkeyPatch, takes: float, unrecorded: list[int]
) -> None:
    for number in range(len(unrecorded)):
        write(number)
    found = []

    def relay(_folder: Path, _letter: object) -> None:
        with app.app_context():
            sent = select(func.count(OutboxMessage.id)).where(OutboxMessage.state == MessageState.SENT)
            found.append(len(found) - db.session.scalars(sent).one())
        now.shift(takes)

    monkeypatch.setattr(outbox, "keep_as_file", relay)
    with time_machine.travel(clock.now(), tick=False) as now:
        assert outbox.send_due() == len(unrecorded)

    assert found == unrecorded


@pytest.mark.parametrize("fault", [SystemExit, OSError])
def test_what_left_before_a_fault_is_recorded(world: World, monkeypatch: pytest.MonkeyPatch, fault: type) -> None:
    for number in range(3):
        write(number)
    left = iter([None, None, fault()])

    def relay(_folder: Path, _letter: object) -> None:
        if error := next(left):
            raise error

    monkeypatch.setattr(outbox, "keep_as_file", relay)
    with suppress(SystemExit):
        outbox.send_due()

    assert [row.state for row in world.all(OutboxMessage)] == ["sent", "sent", "waiting"]


def test_a_temporary_refusal_is_tried_again_later_and_later(server: MailServer, world: World) -> None:
    write()
    server.answers["RCPT"] = "451 4.7.1 greylisted"
    pauses = []
    moment = clock.now()
    for _ in range(4):
        with time_machine.travel(moment, tick=False):
            assert outbox.send_due() == 1
            row = only(world)
            pauses.append((row.not_before - moment).total_seconds())
        moment = row.not_before + timedelta(seconds=1)

    assert (row.state, row.attempts, row.lease_until) == (MessageState.WAITING, 4, None)
    assert "451" in row.last_error
    for pause, expected in zip(pauses, (60, 120, 240, 480), strict=True):
        assert 0.75 * expected <= pause <= 1.25 * expected
    server.answers.clear()
    with time_machine.travel(moment, tick=False):
        send_all()
    assert only(world).state is MessageState.SENT


def test_a_permanent_refusal_fails_at_once_and_harms_nobody_else(server: MailServer, world: World) -> None:
    for number in range(3):
        write(number)
    server.answers["RCPT p1@example.org"] = "550 5.1.1 no such user"

    send_all()

    assert [row.state for row in world.all(OutboxMessage)] == ["sent", "failed", "sent"]
    assert "550 5.1.1" in world.all(OutboxMessage)[1].last_error
    assert len(server.letters) == 2


def test_a_message_that_cannot_be_built_fails_alone(server: MailServer, world: World) -> None:
    write(0, to_address="pas une adresse")
    write(1)

    send_all()

    assert [row.state for row in world.all(OutboxMessage)] == ["failed", "sent"]


def test_a_relay_out_of_reach_is_no_try(through: Callable[[int], None], world: World) -> None:
    through(free_port())
    write()

    assert outbox.send_due() == 0

    row = only(world)
    assert (row.state, row.attempts, row.lease_until) == (MessageState.WAITING, 0, None)
    assert row.not_before > clock.now()


@pytest.mark.parametrize("fault", [drop, hang, "421 4.3.2 closing"])
def test_a_cut_before_the_content_is_no_try(server: MailServer, world: World, fault: Any) -> None:
    write()
    server.answers["MAIL"] = fault

    outbox.send_due()

    assert (only(world).state, only(world).attempts) == (MessageState.WAITING, 0)


def test_a_cut_after_the_content_sends_the_same_bytes_again(server: MailServer, world: World) -> None:
    write()
    server.answers["DATA"] = drop
    outbox.send_due()
    first = only(world)
    server.answers.clear()

    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        send_all()

    assert (first.attempts, only(world).state) == (1, MessageState.SENT)
    [letter] = server.letters
    assert message_from_bytes(letter.content or b"", policy=policy.default)["Message-ID"] == first.message_id


def test_nothing_is_locked_while_the_server_hangs(
    server: MailServer, through: Callable[..., None], app: Flask, world: World
) -> None:
    through(server.port, timeout=PATIENCE)
    write(0)
    sending = Thread(target=lambda: _inside(app, outbox.send_due))
    with holding(server, "RCPT") as is_silent:
        sending.start()
        is_silent()

        write(1)

        assert sending.is_alive()
    sending.join()
    assert len(world.all(OutboxMessage)) == 2


def _inside(app: Flask, step: Callable[[], object]) -> None:
    with app.app_context():
        step()


def test_what_is_past_is_dropped_and_says_why(server: MailServer, world: World) -> None:
    write(expires_at=clock.now() - timedelta(seconds=1))

    send_all()

    assert (only(world).state, only(world).last_error) == (MessageState.DROPPED, "its subject is past")
    assert server.letters == []


def test_after_five_days_it_is_given_up(server: MailServer, world: World) -> None:
    write()
    with time_machine.travel(clock.now() + timedelta(days=5, minutes=1), tick=False):
        send_all()

    assert (only(world).state, server.letters) == (MessageState.FAILED, [])


def test_a_secret_message_is_erased_once_sent(server: MailServer, world: World) -> None:
    signing_in.request_code(signing_in.Asking("noe@example.org", "", "browser", "network"))
    code = only(world).subject.split()[-1]

    send_all()

    row = only(world)
    assert (row.state, row.subject, row.body_text, row.body_html) == (MessageState.SENT, "", "", "")
    assert code.encode() in (server.letters[0].content or b"")


@pytest.mark.parametrize("answer", ["550 5.1.1 no", "451 4.0.0 later"])
def test_a_secret_message_is_erased_too_when_it_never_leaves(server: MailServer, world: World, answer: str) -> None:
    signing_in.request_code(signing_in.Asking("noe@example.org", "", "browser", "network"))
    server.answers["RCPT"] = answer
    send_all()

    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        send_all()

    assert (only(world).subject, only(world).body_text, only(world).body_html) == ("", "", "")


def test_without_a_server_the_letter_is_kept_as_a_file(app: Flask, world: World) -> None:
    folder: Path = app.config["PORTAL"].home / "mails"
    write()

    send_all()

    message_id = only(world).message_id.encode()
    [kept] = [path for path in folder.glob("*.eml") if message_id in path.read_bytes()]
    assert message_from_bytes(kept.read_bytes(), policy=policy.default)["To"].addresses[0].addr_spec == "p0@example.org"
    assert only(world).state is MessageState.SENT


def test_a_full_disk_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outbox, "keep_as_file", full)
    write()

    send_all()

    assert (only(world).state, only(world).attempts) == (MessageState.WAITING, 1)
