"""Mails that come back to their sealed address: each kept and shown, the address flagged where it is dead."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.database import db
from portal.mail.wire.bounce_addresses import bounce_address
from portal.models.base.journal import Event
from portal.models.post.inbound import Bounce, InboundMessage
from portal.models.post.mail import OutboxMessage
from portal.queries.base.returned import Returned, returned_to, returns_of
from portal.rules.base.states import BounceWeight, InboundReason, InboundState
from portal.services.post.inbound import receive
from tests.factories import World
from tests.mail import returned_mails
from tests.mail.returned_mails import BOX, DEAD, DELAYS, absences
from tests.services.relay import write

pytestmark = pytest.mark.usefixtures("sealed")


def back(raw: bytes, message: OutboxMessage, address: str = "") -> InboundState | None:
    """It comes back, as a report about this message."""
    written = raw.replace(b"SEALED", (address or bounce_address(message.id)).encode())
    return receive(written.replace(b"OURS", message.message_id.encode()))


def shown() -> Returned | None:
    db.session.rollback()
    return returned_to({BOX, "p0@example.org"}).get(BOX)


@pytest.mark.parametrize("shape", DEAD)
def test_a_dead_address_is_flagged_whatever_wrote_the_report(world: World, message: OutboxMessage, shape: str) -> None:
    assert back(DEAD[shape], message) is InboundState.APPLIED

    [bounce] = world.all(Bounce)
    assert (bounce.mailbox, bounce.outbox_id, bounce.unreachable) == (BOX, message.id, True)
    found = shown()
    assert found is not None and (found.weight, found.unreachable) == (BounceWeight.UNREACHABLE, True)
    assert returns_of([message.id]) == {message.id: (found,)}


def test_a_report_without_a_status_part_is_traced_by_the_message_id_in_its_text(
    world: World, message: OutboxMessage
) -> None:
    assert back(DEAD["qmail"], message, "formations@example.org") is InboundState.APPLIED
    assert back(DEAD["Exchange without a status"], message, "formations@example.org") is InboundState.IGNORED

    assert [bounce.outbox_id for bounce in world.all(Bounce)] == [message.id]


def test_a_forged_seal_touches_no_address(world: World, message: OutboxMessage) -> None:
    forged = bounce_address(message.id).replace("+b-", "+b-9")

    assert back(DEAD["Exchange without a status"], message, forged) is InboundState.IGNORED

    assert (world.all(Bounce), world.all(InboundMessage)[0].reason) == ([], InboundReason.UNTRACED)


@pytest.mark.parametrize(("raw", "weight"), returned_mails.NOT_THE_ADDRESS)
def test_every_returned_mail_is_shown_and_does_not_flag_for_that(
    world: World, message: OutboxMessage, raw: bytes, weight: BounceWeight
) -> None:
    back(raw, message)

    found = shown()
    assert found is not None and (found.weight, found.unreachable) == (weight, False)
    assert returns_of([message.id]) == {message.id: (found,)}


@pytest.mark.parametrize("raw", [returned_mails.OVERFULL, returned_mails.SPAM, returned_mails.TOO_LATE])
def test_policy_and_full_boxes_never_flag_however_often(world: World, raw: bytes) -> None:
    for number in range(5):
        write(number, to_address=BOX)
    for row in world.all(OutboxMessage):
        back(raw.replace(b"Message-ID: <r", f"Message-ID: <r{row.id}-".encode()), row)

    assert (len(world.all(Bounce)), {row.unreachable for row in world.all(Bounce)}) == (5, {False})


def test_automatic_answers_and_delays_at_a_sealed_address_change_nothing(world: World, message: OutboxMessage) -> None:
    answers = absences()
    for number, raw in enumerate([*answers, *DELAYS]):
        back(raw.replace(b"Message-ID: <r", f"Message-ID: <r{number}-".encode()), message)

    assert len(world.all(InboundMessage)) == len(answers) + len(DELAYS)
    assert {row.state for row in world.all(InboundMessage)} == {InboundState.IGNORED, InboundState.APPLIED}
    assert (world.all(Bounce), shown()) == ([], None)
    assert world.all(Event, verb="bounced") == []
    assert [row.id for row in world.all(OutboxMessage)] == [message.id]


def test_of_several_recipients_only_the_one_written_to_counts(world: World, message: OutboxMessage) -> None:
    two = f"X-Failed-Recipients: paul@example.net, {BOX}".encode()
    body = b"  paul@example.net\r\n    550 5.1.1 unknown\r\n  " + BOX.encode() + b"\r\n    552 5.2.2 Mailbox full"
    head, _rest = DEAD["Exim"].split(b"failed:", maxsplit=1)
    raw = head.replace(f"X-Failed-Recipients: {BOX}".encode(), two) + b"failed:\r\n\r\n" + body

    back(raw, message)

    assert [bounce.weight for bounce in world.all(Bounce)] == [BounceWeight.FULL]


def test_what_flags_nothing_is_shown_for_a_month_and_a_flag_until_it_is_cleared(
    world: World, message: OutboxMessage
) -> None:
    back(returned_mails.OVERFULL, message)
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert shown() is None
        assert set(returns_of([message.id])) == {message.id}
        back(DEAD["qmail"], message)
    with time_machine.travel(clock.now() + timedelta(days=90), tick=False):
        found = shown()
        assert found is not None and found.unreachable
