"""Answers to invitations, through the one door: what is applied, what waits for staff, what has no effect."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from config import InboundSettings
from portal.models.base.journal import Event
from portal.models.network.partners import Partner
from portal.models.planning.sessions import TrainingSession
from portal.models.post.inbound import InboundMessage
from portal.models.post.mail import CalendarEntry, OutboxMessage
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import CancelReason, InboundReason, InboundState, PartStat, RegistrationState
from portal.rules.refusals.post import ReplyOver
from portal.services.base import jobs
from portal.services.post import replies
from portal.services.post.inbound import receive
from portal.services.registrations import declines
from tests.factories import World
from tests.mail.replies import PROGRAMS, Answer, crlf, exchange, gmail, outlook
from tests.mail_desk import Desk, event_of, mails, sent
from tests.services.post.conftest import START

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
BOX = "noe@example.org"
OURS = "mx.portail.example"
PASS, FAIL = f"{OURS}; dmarc=pass", f"{OURS}; dmarc=fail"


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def settings(app: Flask) -> Iterator[Callable[..., None]]:
    before = app.config["PORTAL"]

    def use(**values: object) -> None:
        app.config["PORTAL"] = replace(before, inbound=InboundSettings(authserv_id=OURS, **values))

    use()
    yield use
    app.config["PORTAL"] = before


@pytest.fixture
def desk(world: World, session: TrainingSession, partner: Partner, settings: object) -> Desk:
    return Desk(world, session, world.coordinator(partner, "fadd@example.org").id)


@pytest.fixture
def noe(world: World, partner: Partner) -> Person:
    return world.person(partner, "Noé", "Épreuve", email=BOX)


@pytest.fixture
def entry(desk: Desk, world: World, noe: Person, moment: time_machine.Traveller) -> CalendarEntry:
    """Noé's invitation, which has left."""
    desk.register(noe)
    sent(world)
    moment.shift(timedelta(hours=1))
    return world.all(CalendarEntry)[0]


def now_of(world: World, entry: CalendarEntry) -> CalendarEntry:
    return world.get(CalendarEntry, entry.id)


def questions(world: World) -> list[OutboxMessage]:
    return world.all(OutboxMessage, kind="invitation_declined")


@pytest.mark.parametrize("word", list(PartStat))
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_answer_of_every_program_is_kept(world: World, entry: CalendarEntry, program: str, word: PartStat) -> None:
    raw = PROGRAMS[program](Answer(entry.uid, word.value.upper(), comment="À bientôt"))

    assert receive(raw) is InboundState.APPLIED

    kept = now_of(world, entry)
    assert (kept.partstat, kept.answer_comment, kept.answered_sequence) == (word, "À bientôt", 0)
    assert len(questions(world)) == (word is PartStat.DECLINED)
    [event] = world.all(Event, verb="answered_invitation")
    assert (event.object_kind, event.after) == ("registration", word)
    [row] = world.all(InboundMessage)
    assert (row.words, row.subject, row.session_id) == ("", "", entry.session_id)


def test_the_same_answer_counts_once_and_a_decline_asks_once(world: World, entry: CalendarEntry) -> None:
    raw = outlook(Answer(entry.uid, "DECLINED"))

    assert [receive(raw), receive(b"Received: again\r\n" + raw)] == [InboundState.APPLIED, None]
    receive(outlook(Answer(entry.uid, "TENTATIVE", dtstamp="20261121T101000Z")))
    for minute in ("15", "16"):
        receive(outlook(Answer(entry.uid, "DECLINED", dtstamp=f"20261121T10{minute}00Z")))

    events = world.all(Event, verb="answered_invitation")
    assert [event.after for event in events] == ["declined", "tentative", "declined"]
    [question] = questions(world)
    assert question.to_address == BOX
    assert "Je libère ma place" in question.body_html and "Je viens quand même" in question.body_html
    assert question.body_html.count("/annuler") == question.body_html.count("/je-viens") == 1
    assert world.all(Registration)[0].state is RegistrationState.CONFIRMED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer("", sender="eve@example.net"), InboundReason.OTHER_SENDER),
        (Answer("", mailbox="eve@example.net"), InboundReason.OTHER_ATTENDEE),
        (Answer("", results=FAIL), InboundReason.FORGED),
        (Answer("", "DELEGATED"), InboundReason.DELEGATED),
        (Answer("", "NEEDS-ACTION"), InboundReason.OTHER_ATTENDEE),
        (Answer("", method="COUNTER"), InboundReason.COUNTER),
        (Answer("foreign@example.net"), InboundReason.UNKNOWN_INVITATION),
    ],
    ids=lambda value: value.value if isinstance(value, InboundReason) else "",
)
def test_what_cannot_be_believed_waits_for_staff(
    world: World, entry: CalendarEntry, answer: Answer, reason: InboundReason
) -> None:
    before = len(world.all(OutboxMessage))

    receive(exchange(replace(answer, uid=answer.uid or entry.uid, word=answer.word, comment="Lisez-moi")))

    [row] = world.all(InboundMessage)
    assert (row.state, row.reason, row.words) == (InboundState.TO_READ, reason, "Lisez-moi")
    assert now_of(world, entry).partstat is None
    assert len(world.all(OutboxMessage)) == before
    assert row.entry_id == (None if answer.uid else entry.id)


def test_staff_who_know_the_alias_apply_its_answer_once(desk: Desk, world: World, entry: CalendarEntry) -> None:
    receive(exchange(Answer(entry.uid, "DECLINED", sender="alias@example.org", comment="C’est moi", results=PASS)))
    [row] = world.all(InboundMessage)
    lise = world.staff()

    replies.apply_waiting(row.id, lise.id)

    kept = now_of(world, entry)
    assert (kept.partstat, kept.answer_comment, kept.answer_proven) == (PartStat.DECLINED, "C’est moi", False)
    assert [question.to_address for question in questions(world)] == [BOX]
    assert world.all(Event, verb="answered_invitation")[0].actor_id == lise.id
    assert world.get(InboundMessage, row.id).state is InboundState.READ
    with pytest.raises(ReplyOver):
        replies.apply_waiting(row.id, lise.id)


def test_an_answer_that_waited_too_long_is_not_applied(desk: Desk, world: World, entry: CalendarEntry) -> None:
    receive(exchange(Answer(entry.uid, "DECLINED", sender="alias@example.org")))
    receive(exchange(Answer(entry.uid, "DECLINED", sender="alias@example.org", results=FAIL, message_id="<2@x>")))
    desk.postpone(days=1)

    for row in world.all(InboundMessage):
        with pytest.raises(ReplyOver):
            replies.apply_waiting(row.id, world.staff().id)

    assert now_of(world, entry).partstat is None


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "ADD", "PUBLISH"])
def test_an_invitation_from_outside_has_no_effect(world: World, entry: CalendarEntry, method: str) -> None:
    assert receive(gmail(Answer(entry.uid, "DECLINED", method=method))) is InboundState.IGNORED

    kept = now_of(world, entry)
    assert (kept.partstat, kept.live, kept.sequence) == (None, True, 0)


def test_an_answer_to_an_older_revision_or_an_older_answer_changes_nothing(
    desk: Desk, world: World, entry: CalendarEntry
) -> None:
    desk.postpone(days=1)
    assert receive(apple_like(entry, sequence=0)) is InboundState.IGNORED
    receive(gmail(Answer(entry.uid, "ACCEPTED", sequence=1, dtstamp="20261121T105000Z")))
    assert receive(gmail(Answer(entry.uid, "DECLINED", sequence=1, dtstamp="20261121T104000Z"))) is InboundState.IGNORED

    assert now_of(world, entry).partstat is PartStat.ACCEPTED
    assert [row.reason for row in world.all(InboundMessage)] == [InboundReason.STALE, None, InboundReason.REPEATED]


def apple_like(entry: CalendarEntry, sequence: int) -> bytes:
    return PROGRAMS["Apple"](Answer(entry.uid, "DECLINED", sequence=sequence))


def test_a_move_asks_anew_and_a_word_corrected_does_not(desk: Desk, world: World, entry: CalendarEntry) -> None:
    receive(gmail(Answer(entry.uid, "DECLINED", comment="Pas ce jour-là")))
    desk.settle()
    assert now_of(world, entry).partstat is PartStat.DECLINED

    desk.postpone(days=1)

    kept = now_of(world, entry)
    assert (kept.partstat, kept.answer_comment) == (None, "")


def test_an_answer_from_the_future_is_dated_now(
    world: World, entry: CalendarEntry, moment: time_machine.Traveller
) -> None:
    receive(gmail(Answer(entry.uid, "ACCEPTED", dtstamp="20391121T105000Z")))
    assert now_of(world, entry).answered_at == NOW + timedelta(hours=1)
    moment.shift(timedelta(minutes=5))

    receive(gmail(Answer(entry.uid, "DECLINED", dtstamp="20391121T105100Z")))

    assert now_of(world, entry).partstat is PartStat.DECLINED


def test_coming_anyway_sends_the_invitation_once_more(
    desk: Desk, world: World, entry: CalendarEntry, moment: time_machine.Traveller
) -> None:
    receive(outlook(Answer(entry.uid, "DECLINED", results=PASS)))
    sent(world)
    number = world.all(Registration)[0].id
    moment.shift(timedelta(minutes=5))

    declines.come_anyway(number)
    declines.come_anyway(number)

    first, second = [row for row in mails(world, to_address=BOX) if row.calendar]
    assert (event_of(second)["method"], event_of(second)["uid"]) == ("REQUEST", event_of(first)["uid"])
    assert (event_of(second)["sequence"], second.kind) == (1, "place_confirmed")
    assert now_of(world, entry).partstat is None
    sent(world)
    receive(outlook(Answer(entry.uid, "DECLINED", sequence=1, dtstamp="20261121T110600Z")))
    assert len(questions(world)) == 2


def test_a_proven_decline_frees_the_seat_where_that_is_set(
    world: World, entry: CalendarEntry, settings: Callable[..., None], moment: time_machine.Traveller
) -> None:
    settings(declines_free=True)
    first = world.all(Registration)[0]

    receive(outlook(Answer(entry.uid, "DECLINED", results=PASS)))
    jobs.run_due()

    gone = world.get(Registration, first.id)
    assert (gone.state, gone.cancel_reason) == (RegistrationState.CANCELLED, CancelReason.DECLINED)
    assert questions(world) == []
    [told] = world.all(OutboxMessage, kind="place_cancelled")
    assert "/revenir" in told.body_text and "Me réinscrire" in told.body_text
    moment.shift(timedelta(days=1))
    again = world.get(Registration, declines.come_back(first.id))
    assert (again.state, again.joined_at) == (RegistrationState.CONFIRMED, first.joined_at)


@pytest.mark.parametrize("results", ["", f"{OURS}; dmarc=none"])
def test_a_decline_that_is_not_proven_asks_even_then(
    world: World, entry: CalendarEntry, settings: Callable[..., None], results: str
) -> None:
    settings(declines_free=True)

    receive(outlook(Answer(entry.uid, "DECLINED", results=results)))
    jobs.run_due()

    assert world.all(Registration)[0].state is RegistrationState.CONFIRMED
    assert len(questions(world)) == 1


def test_one_morning_of_two_declined_frees_no_seat(
    desk: Desk, world: World, session: TrainingSession, noe: Person, settings: Callable[..., None]
) -> None:
    settings(declines_free=True)
    world.meeting(session, START + timedelta(days=1))
    desk.register(noe)
    sent(world)
    one, two = world.all(CalendarEntry)

    receive(outlook(Answer(one.uid, "DECLINED", results=PASS)))
    jobs.run_due()
    assert world.all(Registration)[0].state is RegistrationState.CONFIRMED
    receive(outlook(Answer(two.uid, "DECLINED", results=PASS)))
    jobs.run_due()

    assert world.all(Registration)[0].state is RegistrationState.CANCELLED
    assert len(questions(world)) == 1


def test_a_shared_address_is_asked_for_each_of_its_people(desk: Desk, world: World, partner: Partner) -> None:
    desk.register(*(world.person(partner, name, "Test", email=BOX) for name in ("Zoé", "Ali")))
    sent(world)

    receive(outlook(Answer(world.all(CalendarEntry)[0].uid, "DECLINED", results=PASS)))

    [question] = questions(world)
    assert "Libérer la place\u00a0: Zoé Test" in question.body_text
    assert "Ali Test vient quand même" in question.body_text


def test_a_trainer_who_declines_is_news_for_staff(desk: Desk, world: World, session: TrainingSession) -> None:
    world.trainer(session, BOX)
    desk.settle()
    sent(world)

    receive(gmail(Answer(world.all(CalendarEntry)[0].uid, "DECLINED")))

    [row] = world.all(InboundMessage)
    assert (row.state, row.reason) == (InboundState.TO_READ, InboundReason.TRAINER_DECLINED)
    assert (world.all(CalendarEntry)[0].partstat, questions(world)) == (PartStat.DECLINED, [])


def test_what_a_human_writes_is_handed_to_staff_and_nothing_is_answered(world: World, settings: object) -> None:
    world.staff("lise@example.org")
    raw = crlf("From: Eve <eve@example.net>", "Message-ID: <h1@x>", "Subject: Un mot", "", "Voir piege.example !")

    assert receive(raw) is InboundState.FORWARDED
    assert receive(raw) is None
    assert receive(crlf("From: Eve <eve@example.net>", "Auto-Submitted: auto-replied", "", "Absente")) is (
        InboundState.IGNORED
    )

    [mail] = world.all(OutboxMessage)
    assert (mail.to_address, mail.reply_to, mail.kind) == ("lise@example.org", "eve@example.net", "message_forwarded")
    assert "piege.example" not in mail.body_html
    assert "eve@example.net" in mail.body_html and "eve@example.net" in mail.body_text


def test_a_flood_stays_on_the_desk(world: World, settings: object) -> None:
    world.staff("lise@example.org")
    for number in range(31):
        receive(crlf("From: Eve <eve@example.net>", f"Message-ID: <{number}@x>", "", "Encore"))

    assert len(world.all(OutboxMessage)) == 30
    assert world.all(InboundMessage)[30].reason is InboundReason.TOO_MANY


def test_the_words_of_a_message_go_after_a_month(world: World, settings: object) -> None:
    receive(crlf("From: Eve <eve@example.net>", "Message-ID: <h1@x>", "Subject: Un sandwich ?", "", "Bonjour"))

    with time_machine.travel(NOW + timedelta(days=29), tick=False):
        jobs.run_due()
        assert world.all(InboundMessage)[0].words == "Bonjour"
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        jobs.run_due()

    [row] = world.all(InboundMessage)
    assert (row.words, row.subject, row.sender, row.state) == ("", "", "", InboundState.READ)


def test_what_was_handed_on_to_staff_goes_with_it(world: World, settings: object) -> None:
    world.staff("lise@example.org")
    receive(crlf("From: Eve <eve@example.net>", "Message-ID: <h1@x>", "Subject: Un sandwich ?", "", "Bonjour"))
    sent(world)

    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        jobs.run_due()

    [mail] = world.all(OutboxMessage)
    assert (mail.subject, mail.body_text, mail.body_html, mail.reply_to) == ("", "", "", "")


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """An answer with some of its bytes changed, doubled or gone."""
    mail = bytearray(raw)
    for _blow in range(chance.randrange(1, 8)):
        start = chance.randrange(len(mail))
        blows = (b"", bytes([chance.randrange(256)]) * 3, b"\r\n", bytes(mail[start : start + 60]) * 2)
        mail[start : start + chance.randrange(9)] = chance.choice(blows)
    return bytes(mail)


def test_damaged_answers_do_no_more_than_whole_ones(world: World, entry: CalendarEntry) -> None:
    chance = random.Random(7)
    whole = [program(Answer(entry.uid, "DECLINED", dtstamp="20261121T101500Z")) for program in PROGRAMS.values()]

    states = {receive(damaged(chance.choice(whole), chance)) for _number in range(60)}

    assert {InboundState.APPLIED, InboundState.TO_READ} <= states
    kept = now_of(world, entry)
    assert kept.partstat in (None, PartStat.DECLINED)
    assert (kept.sequence, kept.live, kept.shown, kept.forgotten) == (entry.sequence, True, entry.shown, False)
    assert [row.state for row in world.all(Registration)] == [RegistrationState.CONFIRMED]
    assert len(questions(world)) == 1
