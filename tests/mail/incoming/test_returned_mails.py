"""Reading returned mails: whose they are, why they came back, and what is none."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.mail.incoming import incoming_detectors
from portal.mail.incoming.incoming import Incoming, read
from portal.mail.incoming.incoming_detectors import LARGEST, failing_addresses
from portal.rules.base.states import BounceWeight, InboundKind
from portal.rules.post.bounces import weigh
from tests.mail import returned_mails
from tests.mail.returned_mails import BOX, DEAD, DELAYS, absences, mail

SEALED = b"formations+b-7-0123456789abcdef0123@example.org"


def arrived(raw: bytes, address: bytes = SEALED) -> Incoming:
    return read(raw.replace(b"SEALED", address).replace(b"OURS", b"<m1@example.org>"))


def failed(incoming: Incoming) -> list[tuple[tuple[str, ...], BounceWeight]]:
    return [(one.recipients, weigh(one.status, one.detail)) for one in incoming.reports if one.failed]


@pytest.mark.parametrize("shape", DEAD)
def test_a_dead_address_is_read_out_of_every_shape(shape: str) -> None:
    incoming = arrived(DEAD[shape])

    assert (incoming.kind, failed(incoming)) == (InboundKind.BOUNCE, [((BOX,), BounceWeight.UNREACHABLE)])
    returned = shape not in ("Exchange without a status", "a broken boundary")
    assert incoming.returned_ids == (("<m1@example.org>",) if returned else ())


@pytest.mark.parametrize("shape", ["Exim", "qmail", "Mimecast: a space before the colon", "without Return-Path"])
def test_a_mail_server_that_writes_to_the_portals_own_mailbox_reports_too(shape: str) -> None:
    assert arrived(DEAD[shape], b"formations@example.org").kind is InboundKind.BOUNCE


@pytest.mark.parametrize(("raw", "weight"), returned_mails.NOT_THE_ADDRESS)
def test_what_is_about_us_or_about_today_is_not_about_the_address(raw: bytes, weight: BounceWeight) -> None:
    assert [one for _recipients, one in failed(arrived(raw))] == [weight]


def test_no_automatic_answer_is_a_failure() -> None:
    found = [(arrived(raw), raw) for raw in absences()]

    assert [raw for incoming, raw in found if failed(incoming)] == []
    assert {incoming.kind for incoming, _raw in found} == {InboundKind.AUTOMATIC}


def test_no_delay_is_a_failure() -> None:
    found = [arrived(raw) for raw in DELAYS]

    assert [failed(incoming) for incoming in found] == [[]] * len(DELAYS)
    assert {incoming.kind for incoming in found} == {InboundKind.BOUNCE}


def test_of_several_recipients_each_has_its_own_reason() -> None:
    two = "  paul@example.net\n    550 5.2.2 <paul@example.net>... Mailbox Full\n  " + BOX
    raw = DEAD["Exim"].replace(f"  {BOX}\r\n".encode(), f"{two}\r\n".encode())
    raw = raw.replace(f"X-Failed-Recipients: {BOX}".encode(), f"X-Failed-Recipients: {BOX}, paul@example.net".encode())

    assert set(failed(arrived(raw))) == {
        (("paul@example.net",), BounceWeight.FULL),
        ((BOX,), BounceWeight.UNREACHABLE),
    }


def test_a_human_who_writes_to_a_sealed_address_is_a_human() -> None:
    raw = mail("Subject: Re: Place", "", "Bonjour, je viens.", sender="Noé <noe@example.org>", path="<noe@example.org>")
    assert arrived(raw).kind is InboundKind.HUMAN


def test_a_human_who_forwards_a_returned_mail_is_a_human() -> None:
    inner = ("Content-Type: message/rfc822", "", *DEAD["Microsoft 365"].decode().split("\r\n"))
    head = ("Subject: Fwd: Undeliverable", 'Content-Type: multipart/mixed; boundary="out"', "", "--out")
    own = ("Content-Type: text/plain", "", "Que faire ?", "", "--out", *inner, "--out--")
    incoming = arrived(mail(*head, *own, sender="Lise <lise@example.org>", path="<lise@example.org>"))

    assert (incoming.kind, incoming.words) == (InboundKind.HUMAN, "Que faire ?")


def test_a_human_postmaster_is_a_human_at_the_portals_own_mailbox() -> None:
    words = "Bonjour, vos mails ne peuvent pas être remis chez nous : could not be delivered. Appelez-moi."
    raw = mail(
        "Subject: Vos mails", "", words, sender="postmaster@commune.example", path="<postmaster@commune.example>"
    )
    assert arrived(raw, b"formations@example.org").kind is InboundKind.HUMAN


def test_our_own_invitation_in_a_returned_mail_is_no_calendar_from_outside() -> None:
    invitation = (
        "Content-Type: text/calendar; method=REQUEST",
        "",
        "BEGIN:VCALENDAR",
        "METHOD:REQUEST",
        "END:VCALENDAR",
    )
    head = ("Subject: failure notice", 'Content-Type: multipart/mixed; boundary="b1"', "", "--b1")
    text = ("Content-Type: text/plain", "", f"<{BOX}>:", "Sorry, no mailbox here by that name. (#5.1.1)", "", "--b1")
    raw = mail(*head, *text, "Content-Type: message/rfc822", "", *invitation, "", "--b1--")

    assert arrived(raw).kind is InboundKind.BOUNCE


@pytest.mark.parametrize(
    "header",
    ["X-Original-To", "Envelope-To", "X-Envelope-To", "Received: from mx by mx with ESMTP for", "Delivered-To"],
)
def test_the_sealed_address_is_found_wherever_a_server_writes_it(header: str) -> None:
    named = header if ":" in header else f"{header}:"
    raw = DEAD["Exchange without a status"].replace(
        b"Delivered-To: SEALED", f"Delivered-To: formations@example.org\r\n{named} <SEALED>".encode()
    )
    incoming = arrived(raw)
    assert any(SEALED.decode() in address for address in incoming.delivered_to)


def test_a_detector_that_raises_names_nobody_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_message: object) -> None:
        raise TypeError("a detector met what it did not foresee")

    monkeypatch.setattr(incoming_detectors, "all_failures", broken)

    assert failing_addresses(DEAD["qmail"]) == ()
    assert failed(arrived(DEAD["qmail"])) == [((), BounceWeight.UNREACHABLE)]


def test_the_library_sees_the_beginning_of_a_large_message_only() -> None:
    assert failing_addresses(DEAD["qmail"]) == (BOX,)
    assert failing_addresses(b"X-Long: x\r\n" * (LARGEST // 11 + 1) + DEAD["qmail"]) == ()


@pytest.mark.parametrize("line", ["<a@b.c>:", "550 5.1.1 <a@b.c> ", "a" * 70, "<<<>>>", "user unknown ", "(#5.1.1)"])
def test_a_hostile_report_is_read_to_its_end(line: str) -> None:
    raw = mail(
        "Subject: failure notice", "", *(["Hi. This is the qmail-send program"] + [line] * (600_000 // len(line)))
    )
    assert arrived(raw).kind is InboundKind.BOUNCE


@settings(max_examples=150)
@given(st.sampled_from(sorted(DEAD)), st.randoms(use_true_random=False))
def test_no_damage_to_a_report_makes_the_reader_fail(shape: str, chance: random.Random) -> None:
    raw = bytearray(DEAD[shape])
    for _blow in range(chance.randrange(1, 12)):
        start = chance.randrange(len(raw))
        raw[start : start + chance.randrange(12)] = chance.choice(
            [b"", b"\r\n", b"\0", b"\xff\xfe", b"--b1\r\n", b": "]
        )

    incoming = arrived(bytes(raw))
    assert all("\0" not in one.status + one.detail for one in incoming.reports)
