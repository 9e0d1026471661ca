"""Trying a message again because staff asks: what may leave once more, and what may not."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import update

from portal import clock
from portal.database import db, writing
from portal.mail.wire import outbox as mail_outbox
from portal.mail.wire.outbox import CalendarPart, Envelope
from portal.models.base.journal import Event
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.rules.base.states import CalendarMethod, MessageState
from portal.rules.refusals import NotFound, Refusal
from portal.rules.refusals.post import MailErased, MailForLater, MailLeaving, MailOver, MailOvertaken, MailPast
from portal.services.accounts import signing_in
from portal.services.post import desk_outbox as outbox_desk
from portal.services.post import outbox
from tests.factories import World

MINUTE = timedelta(minutes=1)
FAILED, WAITING, SENT = MessageState.FAILED, MessageState.WAITING, MessageState.SENT


@pytest.fixture
def staff(world: World) -> int:
    return world.staff().id


def write(number: int, calendar: CalendarPart | None = None, **columns: Any) -> int:
    """A message of the outbox with these columns; returns its id."""
    envelope = Envelope(
        key=f"k{number}",
        kind="account_invited",
        to_address=f"p{number}@example.org",
        to_name="Noé Épreuve",
        context={"inviter": "Lise", "role_words": "équipe", "given_name": "Noé", "link": "http://localhost/"},
        calendar=calendar,
    )
    with writing() as session:
        mail_outbox.put(session, envelope)
        row = session.query(OutboxMessage).filter_by(key=envelope.key).one()
        for name, value in columns.items():
            setattr(row, name, value)
        return row.id


def row_of(world: World, message_id: int) -> OutboxMessage:
    return world.all(OutboxMessage, id=message_id)[0]


def entry(world: World) -> int:
    training = world.training_session()
    now = clock.now()
    values = {"method": CalendarMethod.REQUEST, "dtstamp": now, "created_at": now}
    return world.save(CalendarEntry(session_id=training.id, mailbox="noe@example.org", **values)).id


def test_a_refused_message_leaves_when_asked(world: World, staff: int) -> None:
    message = write(1, state=FAILED, attempts=7, lease_until=clock.now() + MINUTE, last_error="550 5.1.1 no")

    outbox_desk.retry(message, staff)

    row = row_of(world, message)
    assert (row.state, row.attempts, row.lease_until, row.last_error) == (WAITING, 0, None, "")
    outbox.send_due()
    assert row_of(world, message).state is SENT


def test_a_message_that_waits_for_later_leaves_now_with_the_same_date(world: World, staff: int) -> None:
    written = clock.now() - timedelta(hours=3)
    message = write(1, attempts=4, not_before=clock.now() + timedelta(hours=4), created_at=written)

    outbox_desk.retry(message, staff)

    assert row_of(world, message).created_at == written
    assert outbox.send_due() == 1


def test_a_message_given_up_after_five_days_is_not_given_up_again_at_once(world: World, staff: int) -> None:
    message = write(1)
    with time_machine.travel(clock.now() + timedelta(days=6), tick=False):
        outbox.send_due()
        assert row_of(world, message).state is FAILED

        outbox_desk.retry(message, staff)
        outbox.send_due()

        assert row_of(world, message).state is SENT


@pytest.mark.parametrize("state", [SENT, MessageState.DROPPED])
def test_what_left_or_was_dropped_is_not_tried_again(world: World, staff: int, state: MessageState) -> None:
    message = write(1, state=state)

    with pytest.raises(MailOver):
        outbox_desk.retry(message, staff)

    assert row_of(world, message).state is state
    assert world.all(Event, verb="retried_mail") == []


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"expires_at": -MINUTE}, MailPast),
        ({"state": WAITING, "lease_until": MINUTE}, MailLeaving),
        ({"state": WAITING, "not_before": MINUTE}, MailForLater),
    ],
)
def test_what_is_past_or_leaving_right_now_is_refused(
    world: World, staff: int, columns: dict[str, Any], refusal: type[Refusal]
) -> None:
    moments = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in columns.items()}
    message = write(1, **{"state": FAILED, **moments})

    with pytest.raises(refusal):
        outbox_desk.retry(message, staff)


def test_a_secret_message_that_was_refused_has_no_words_left_to_send(world: World, staff: int) -> None:
    signing_in.request_code(signing_in.Asking("noe@example.org", "", "browser", "network"))
    [row] = world.all(OutboxMessage)
    outbox.record_failed(row.id, "550 5.1.1 no")

    with pytest.raises(MailErased):
        outbox_desk.retry(row.id, staff)


@pytest.mark.parametrize("leaving", [False, True])
def test_an_invitation_does_not_come_back_after_its_removal(world: World, staff: int, leaving: bool) -> None:
    newer = {"lease_until": clock.now() + MINUTE} if leaving else {"state": SENT}
    entry_id = entry(world)
    asked = write(1, CalendarPart(entry_id, CalendarMethod.REQUEST, b"BEGIN"), state=FAILED)
    write(2, CalendarPart(entry_id, CalendarMethod.CANCEL, b"BEGIN"), **newer)

    with pytest.raises(MailOvertaken):
        outbox_desk.retry(asked, staff)
    assert outbox_desk.retry_failed(staff) == 0


def test_an_invitation_leaves_before_a_removal_that_waits_too(world: World, staff: int) -> None:
    entry_id = entry(world)
    asked = write(1, CalendarPart(entry_id, CalendarMethod.REQUEST, b"BEGIN"), state=FAILED)
    removed = write(2, CalendarPart(entry_id, CalendarMethod.CANCEL, b"BEGIN"))

    outbox_desk.retry(asked, staff)

    assert [message.id for message in outbox.claim(5, MINUTE)] == [asked]
    assert row_of(world, removed).state is WAITING


def test_all_that_was_refused_leaves_but_what_may_not(world: World, staff: int) -> None:
    again = [write(number, state=FAILED) for number in range(3)]
    past = write(3, state=FAILED, expires_at=clock.now() - MINUTE)
    gone = write(4, state=MessageState.DROPPED)

    assert outbox_desk.retry_failed(staff) == 3

    states = {row.id: row.state for row in world.all(OutboxMessage)}
    assert [states[message] for message in again] == [WAITING] * 3
    assert (states[past], states[gone]) == (FAILED, MessageState.DROPPED)


def test_each_retry_is_in_the_journal_without_an_address(world: World, staff: int) -> None:
    message = write(1, state=FAILED, attempts=2, last_error="550 p1@example.org")

    outbox_desk.retry(message, staff)

    [event] = world.all(Event, verb="retried_mail")
    assert (event.actor_id, event.object_kind, event.object_id) == (staff, "mail", message)
    assert (event.before, event.after, event.inputs["attempts"]) == ("failed", "waiting", 2)
    assert "@" not in f"{event.inputs}{event.reason}"


def test_a_message_that_does_not_exist_is_not_found(staff: int) -> None:
    with pytest.raises(NotFound):
        outbox_desk.retry(999, staff)


def test_a_letter_that_breaks_the_sending_harms_no_other_and_is_logged_without_its_words(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = write(1), write(2)

    def keep(_folder: object, letter: Any) -> None:
        if letter.to_address == "p1@example.org":
            raise LookupError(letter.to_address)

    monkeypatch.setattr(outbox, "keep_as_file", keep)
    with caplog.at_level(logging.ERROR):
        assert outbox.send_due() == 2

    row = row_of(world, broken)
    assert (row.state, row.attempts, row.last_error) == (WAITING, 1, "LookupError")
    assert row_of(world, whole).state is SENT
    assert "LookupError" in caplog.text
    assert "p1@example.org" not in caplog.text


def test_a_row_that_breaks_the_writing_of_its_letter_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = write(1), write(2)
    with writing() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.id == broken).values(body_text="boom"))
    build = mail_outbox.letter_of

    def letter_of(row: OutboxMessage) -> Any:
        if row.body_text == "boom":
            raise LookupError
        return build(row)

    monkeypatch.setattr(outbox, "letter_of", letter_of)
    outbox.send_due()
    db.session.rollback()

    assert [row_of(world, message).state for message in (broken, whole)] == [FAILED, SENT]
