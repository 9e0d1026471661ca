"""Reading what arrives: five programs understood, hostile bytes harmless."""

import random
from datetime import UTC, datetime

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nh3 import clean

from portal.mail.incoming.incoming import Incoming, read
from portal.mail.incoming.incoming_words import LONGEST_WORDS
from portal.rules.base.states import InboundKind, InboundReason
from portal.rules.post.replies import Dmarc
from tests.mail.replies import PROGRAMS, Answer, calendar, crlf, exchange, gmail, outlook, report

UID = "3f6c@formations.example.org"
EVENT = [
    "BEGIN:VEVENT",
    f"UID:{UID}",
    "DTSTAMP:20261121T100500Z",
    "ATTENDEE;PARTSTAT=DECLINED:mailto:noe@example.org",
    "END:VEVENT",
]


def carrying(content: bytes, kind: str = "text/calendar; method=REPLY", headers: tuple[str, ...] = ()) -> bytes:
    head = crlf("From: noe@example.org", "Message-ID: <x@example.org>", *headers, f"Content-Type: {kind}", "", "")
    return head + content


def replying(*lines: str) -> bytes:
    return calendar("BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", *lines, "END:VCALENDAR")


@pytest.mark.parametrize("word", ["ACCEPTED", "TENTATIVE", "DECLINED"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_answers_of_five_programs_say_the_same(program: str, word: str) -> None:
    answer = Answer(UID, word, sequence=3, comment="Je serai en réunion, désolé : « vraiment » !")

    incoming = read(PROGRAMS[program](answer))

    assert (incoming.kind, incoming.sender, incoming.method) == (InboundKind.REPLY, "noe@example.org", "REPLY")
    assert incoming.reply is not None
    assert (incoming.reply.uid, incoming.reply.sequence, incoming.reply.events) == (UID, 3, 1)
    assert incoming.reply.answers == (("noe@example.org", word),)
    assert incoming.reply.dtstamp == datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
    assert incoming.reply.comment == "Je serai en réunion, désolé : « vraiment » !"


def test_exchange_says_nothing_with_an_empty_line() -> None:
    reply = read(exchange(Answer(UID))).reply
    assert reply is not None and reply.comment == ""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_an_answer_is_read_however_its_program_saved_it(encoding: str) -> None:
    written = replying(*EVENT[:-1], "COMMENT:Désolé", EVENT[-1]).decode()
    incoming = read(carrying(written.encode(encoding)))
    assert incoming.kind is InboundKind.REPLY
    assert incoming.reply is not None and incoming.reply.comment == "Désolé"


def test_a_negative_revision_is_older_than_any() -> None:
    reply = read(carrying(replying(*EVENT[:-1], "SEQUENCE:-7", EVENT[-1]))).reply
    assert reply is not None and reply.sequence == -1


def test_only_our_own_server_is_believed_about_the_sender() -> None:
    def dmarc(results: str) -> Dmarc:
        return read(outlook(Answer(UID, results=results)), "mx.portail.example").dmarc

    assert dmarc("mx.portail.example; dkim=pass; dmarc=pass (p=none) header.from=example.org") is Dmarc.PASS
    assert dmarc("mx.portail.example; dmarc=fail") is Dmarc.FAIL
    assert dmarc("elsewhere.example; dmarc=pass") is Dmarc.UNKNOWN
    assert dmarc("mx.portail.example.evil; dmarc=pass") is Dmarc.UNKNOWN
    twice = "mx.portail.example; dmarc=fail\r\nAuthentication-Results: mx.portail.example; dmarc=pass"
    assert dmarc(twice) is Dmarc.FAIL
    assert read(outlook(Answer(UID, results="; dmarc=pass"))).dmarc is Dmarc.UNKNOWN


@pytest.mark.parametrize(
    "words",
    [
        "spf=pass smtp.mailfrom=dmarc=pass@evil.example; dmarc=fail",
        'spf=pass smtp.mailfrom="a; dmarc=pass; b\\"c"@evil.example; dmarc=fail',
        'spf=pass (helo is (x) ; dmarc=pass "); dmarc=fail (p=none) header.from=example.org ("',
        "dkim=pass; dmarc=pass; dmarc=fail",
    ],
)
def test_what_a_stranger_named_himself_is_not_the_word_of_our_server(words: str) -> None:
    found = read(outlook(Answer(UID, results=f"mx.portail.example; {words}")), "mx.portail.example")
    assert found.dmarc is Dmarc.FAIL


def test_two_senders_are_nobody() -> None:
    raw = b"From: eve@example.net\r\n" + outlook(Answer(UID))
    assert read(raw).sender == ""


def test_a_second_delivery_of_the_same_message_has_the_same_digest() -> None:
    raw = gmail(Answer(UID))
    assert read(b"Received: from elsewhere\r\n" + raw).digest == read(raw).digest
    assert read(gmail(Answer(UID, "DECLINED", message_id="<same@x>"))).digest != (
        read(gmail(Answer(UID, message_id="<same@x>"))).digest
    )


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (("Auto-Submitted: auto-replied",), InboundKind.AUTOMATIC),
        (("Auto-Submitted: no",), InboundKind.HUMAN),
        (("Precedence: bulk",), InboundKind.AUTOMATIC),
        (("X-Autoreply: yes",), InboundKind.AUTOMATIC),
        (("Return-Path: <>",), InboundKind.AUTOMATIC),
        ((), InboundKind.HUMAN),
    ],
)
def test_a_machine_is_told_from_a_human(headers: tuple[str, ...], kind: InboundKind) -> None:
    incoming = read(carrying(b"Bonjour,\r\nje serai absente.\r\n", "text/plain; charset=utf-8", headers))
    assert (incoming.kind, incoming.words) == (kind, "Bonjour,\nje serai absente.")


def test_a_question_with_our_own_invitation_attached_comes_from_a_human() -> None:
    raw = gmail(Answer(UID, method="REQUEST", comment="x")).replace(b"text/calendar;", b"text/x-other;")
    raw = raw.replace(b"Auto-Submitted: auto-generated\r\n", b"")
    assert read(raw).kind is InboundKind.HUMAN


def test_html_is_read_as_bare_text() -> None:
    incoming = read(carrying(b"<p>Oui &amp; non</p><script>alert(1)</script>", "text/html"))
    assert incoming.words == "Oui & non"


def test_a_cut_subject_costs_the_mail_nothing() -> None:
    incoming = read(carrying(b"Bonjour", "text/plain", ("Subject: =?utf-8?b?YWJjZ?=",)))
    assert (incoming.kind, incoming.words) == (InboundKind.HUMAN, "Bonjour")
    assert incoming.subject == "=?utf-8?b?YWJjZ?="


def test_only_the_beginning_of_nested_html_is_handed_to_the_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its work grows with the square of the depth: what counts is how much it is given."""
    given: list[int] = []
    monkeypatch.setattr(nh3, "clean", lambda words, **how: given.append(len(words)) or clean(words, **how))

    assert read(carrying(b"Bonjour" + b"<div>" * 60_000, "text/html")).words == "Bonjour"
    assert given == [3 * LONGEST_WORDS]


def test_the_beginning_of_a_broken_calendar_is_read_where_there_is_no_other_text() -> None:
    incoming = read(carrying(replying(*EVENT) * 2))
    assert incoming.reason is InboundReason.UNREADABLE
    assert incoming.words.startswith("BEGIN:VCALENDAR")


def test_a_report_names_what_bounced_and_why() -> None:
    incoming = read(report("formations+b-7-aa@example.org", "5.1.1", "<m1@example.org>"))
    assert incoming.kind is InboundKind.BOUNCE
    assert [(one.status, one.failed) for one in incoming.reports] == [("5.1.1", True)]
    assert incoming.returned_ids == ("<m1@example.org>",)
    assert "formations+b-7-aa@example.org" in incoming.delivered_to


def nested(depth: int) -> bytes:
    """Containers in containers, never closed."""
    return b"From: a@b.c\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth)
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Subject: x\r\n\r\n" + b"x" * (1024 * 1024), InboundReason.TOO_LARGE),
        (nested(5000), InboundReason.TOO_LARGE),
        (b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 300, InboundReason.TOO_LARGE),
        (b"Subject: " + b"=?utf-8?q?a?= " * 6000 + b"\r\n\r\nx", InboundReason.TOO_LARGE),
        (b"\r\nx\rContent-Type: text/plain" + b'; a="b"' * 10_000, InboundReason.TOO_LARGE),
        (carrying(replying("X-LONG:" + "x" * 300_000)), InboundReason.TOO_LARGE),
        (carrying(replying(*["BEGIN:X"] * 9000)), InboundReason.UNREADABLE),
        (carrying(replying() * 2), InboundReason.UNREADABLE),
    ],
    ids=["huge", "deep", "parts", "headers", "part header", "huge calendar", "deep calendar", "two calendars"],
)
def test_what_is_beyond_any_answer_is_not_opened(raw: bytes, reason: InboundReason) -> None:
    incoming = read(raw)
    assert (incoming.kind, incoming.reason, incoming.reply) == (InboundKind.UNREADABLE, reason, None)


def test_two_events_are_counted_and_a_counter_proposal_is_no_reply() -> None:
    reply = read(carrying(replying(*EVENT, *EVENT))).reply
    assert reply is not None and reply.events == 2
    counter = read(outlook(Answer(UID, method="COUNTER")))
    assert (counter.kind, counter.method) == (InboundKind.OTHER_CALENDAR, "COUNTER")


@pytest.mark.parametrize(
    "raw",
    [
        carrying(replying(*EVENT).replace(b"mailto:noe", b"mailto:no\0e")),
        carrying(replying(*EVENT).replace(b"20261121T100500Z", b"demain")),
        carrying(replying(*EVENT), 'text/calendar; charset="no-such"; method=REPLY'),
        carrying(replying(*EVENT), "text/calendar; method=REPLY", ("Content-Transfer-Encoding: x-unknown",)),
        carrying(replying(*EVENT, "SEQUENCE:beaucoup")),
        carrying(b"Bonjour", "text/plain; charset=\xff\xfe", ("Subject: =?utf-8?b?####?=",)),
        b"",
        b"\0" * 100,
        b"\r\n\r\n",
    ],
)
def test_broken_bytes_break_nothing(raw: bytes) -> None:
    assert isinstance(read(raw), Incoming)


SEEDS = [program(Answer(UID, "DECLINED")) for program in PROGRAMS.values()] + [report("a@b.c", "5.1.1")]


def sound(incoming: Incoming) -> bool:
    """What the database can keep: no NUL, no lone surrogate, no word longer than promised."""
    kept = incoming.sender + incoming.subject + incoming.words + (incoming.reply.comment if incoming.reply else "")
    kept.encode("utf-8")
    return "\0" not in kept and len(incoming.sender) <= 254 and len(incoming.words) <= 20_000


@settings(max_examples=150)
@given(st.integers(0, len(SEEDS) - 1), st.randoms(use_true_random=False))
def test_no_damage_to_an_answer_makes_the_reader_fail(seed: int, chance: random.Random) -> None:
    raw = bytearray(SEEDS[seed])
    for _blow in range(chance.randrange(1, 12)):
        start = chance.randrange(len(raw))
        blows = [b"", bytes([chance.randrange(256)]) * chance.randrange(1, 9), b"\r\n", b"BEGIN:VEVENT\r\n", b"\0"]
        raw[start : start + chance.randrange(12)] = chance.choice(blows)

    assert sound(read(bytes(raw)))


@settings(max_examples=50)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_the_reader_fail(noise: bytes) -> None:
    assert sound(read(noise))
    assert sound(read(carrying(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + noise)))
