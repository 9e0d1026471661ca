"""The bytes of one mail, read back by the standard library's parser."""

from dataclasses import replace
from datetime import UTC
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import icalendar
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from portal.clock import BRUSSELS
from portal.mail.wire.calendar import render
from portal.mail.wire.letters import Letter, message_for
from portal.rules.base.states import CalendarMethod
from tests.mail.samples import NAMES, invitation, letter
from tests.mail.wire.by_the_library import by_the_library


def invite(method: CalendarMethod = CalendarMethod.REQUEST, **changes: object) -> Letter:
    return letter(calendar=render(invitation(method=method)), method=method, **changes)


def read_back(sent: Letter) -> EmailMessage:
    message = message_from_bytes(message_for(sent).as_bytes(), policy=policy.default)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def named_addresses(header: str) -> list[tuple[str, str]]:
    """Every name and address, decoded as RFC 2047 says (the newer parser of Python 3.11 adds spaces)."""
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([header])]


def shape(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_an_invitation_holds_text_html_calendar_last_and_a_copy_as_a_file() -> None:
    assert shape(read_back(invite())) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_a_letter_without_calendar_holds_only_text_and_html() -> None:
    assert shape(read_back(letter())) == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("method", list(CalendarMethod))
def test_the_calendar_part_names_the_same_method_as_its_object_and_has_no_disposition(
    method: CalendarMethod,
) -> None:
    [part] = [part for part in read_back(invite(method)).walk() if part.get_content_type() == "text/calendar"]
    assert dict(part["content-type"].params) == {"charset": "UTF-8", "method": method.value}
    assert part["content-transfer-encoding"] == "base64"
    assert part["content-disposition"] is None
    assert icalendar.Calendar.from_ical(part.get_payload(decode=True))["method"] == method.value


def test_both_copies_of_the_calendar_are_byte_for_byte_the_object() -> None:
    sent = invite()
    *_, inline, attached = read_back(sent).walk()
    assert inline.get_payload(decode=True) == attached.get_payload(decode=True) == sent.calendar
    assert (attached.get_filename(), attached.get_content_disposition()) == ("invite.ics", "attachment")
    assert vobject.readOne(attached.get_payload(decode=True).decode()).method.value == "REQUEST"


def test_text_and_html_come_back_as_they_were_written() -> None:
    message = read_back(
        letter(text="Où\u202f? À l’Écluse\u00a0: 9\u00a0h\u00a030\n.\nFin\n", html="<p>«\u202fOui\u202f»</p>\n")
    )
    parts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_maintype() == "text"]
    texts = [part.decode().replace("\r\n", "\n") for part in parts]
    assert texts == ["Où\u202f? À l’Écluse\u00a0: 9\u00a0h\u00a030\n.\nFin\n", "<p>«\u202fOui\u202f»</p>\n"]


def test_headers_identify_the_mail_and_stop_automatic_answers() -> None:
    message = read_back(letter(reply_to="accueil@example.org"))
    assert {name: str(value) for name, value in message.items() if not name.startswith(("Content-Type", "MIME"))} == {
        "Message-ID": "<m1@formations.example.org>",
        "Date": "Mon, 01 Jun 2026 08:00:00 +0000",
        "From": '"La Sambrienne, formations" <formations@example.org>',
        "To": "Nadia Benali <nadia@partenaire.example.org>",
        "Subject": "Votre inscription",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "fr",
        "Reply-To": "accueil@example.org",
    }


def test_an_update_answers_the_first_invitation_even_with_long_ids() -> None:
    first, second = f"<{'a' * 90}@formations.example.org>", "<b@formations.example.org>"
    raw = message_for(letter(references=f"{first} {second}")).as_bytes()
    assert f"In-Reply-To: {first}\r\nReferences: {first}\r\n {second}\r\n".encode() in raw


def test_only_an_announcement_can_be_unsubscribed_from_and_its_link_stays_whole() -> None:
    link = f"https://formations.example.org/desabonnement/{'x' * 120}"
    raw = message_for(letter(unsubscribe_url=link)).as_bytes()
    assert f"List-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in raw
    assert b"List-" not in message_for(letter()).as_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_any_display_name_keeps_one_address_and_comes_back_whole(name: str) -> None:
    message = message_from_bytes(message_for(letter(to_name=name, from_name=name)).as_bytes())
    assert named_addresses(message["to"]) == [(name.strip(), "nadia@partenaire.example.org")]
    assert named_addresses(message["from"]) == [(name.strip(), "formations@example.org")]


@pytest.mark.parametrize("name", NAMES)
def test_any_subject_comes_back_whole(name: str) -> None:
    assert read_back(letter(subject=name))["subject"] == name.strip()


@pytest.mark.parametrize("name", NAMES)
def test_every_line_ends_in_crlf_and_is_ascii_of_at_most_78_letters(name: str) -> None:
    lines = message_for(invite(to_name=name, from_name=name, subject=name, text=name * 3)).as_bytes().split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 78
    assert all(line.isascii() for line in lines)


def test_line_ends_in_a_name_or_subject_open_no_new_header() -> None:
    bad = "Jean\r\nBcc: x@y.z\r\n\r\nTexte\x00\u2028X: 1"
    message = read_back(letter(to_name=bad, from_name=bad, subject=bad))
    assert message["bcc"] is None
    assert message["subject"] == "Jean Bcc: x@y.z Texte X: 1"
    assert message["to"].addresses[0].display_name == "Jean Bcc: x@y.z Texte X: 1"


@pytest.mark.parametrize("field", ["to_address", "from_address", "reply_to"])
@pytest.mark.parametrize(
    "address",
    ["a@b.be\r\nBcc: x@y.z", "a@b.be, c@d.be", "a <b@c.be>", "zoé@b.be", "a@", ".a@b.be", "a..c@b.be", "a@b."],
)
def test_an_address_that_is_more_or_less_than_one_is_refused(field: str, address: str) -> None:
    with pytest.raises(ValueError, match=r"not an address|idna"):
        message_for(letter(**{field: address}))


@pytest.mark.parametrize("field", ["message_id", "unsubscribe_url"])
def test_an_id_or_link_with_a_line_end_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="not one ASCII word"):
        letter(**{field: "<a@b>\r\nBcc:x@y.z"})


def test_references_with_a_letter_that_headers_cannot_carry_are_refused() -> None:
    with pytest.raises(ValueError, match="not one ASCII word"):
        letter(references="<a@b> <é@b>")


def test_an_international_domain_is_written_in_ascii() -> None:
    assert read_back(letter(to_address="nadia@réseau.be"))["to"].addresses[0].addr_spec == "nadia@xn--rseau-bsa.be"


def test_the_same_letter_is_the_same_bytes_and_another_has_other_boundaries() -> None:
    assert message_for(invite()).as_bytes() == message_for(invite()).as_bytes()
    other = message_for(invite(message_id="<m2@formations.example.org>"))._message().get_boundary()
    assert message_for(invite())._message().get_boundary() != other


def test_no_line_of_a_body_can_close_a_part() -> None:
    boundary = message_for(invite())._message().get_boundary()
    forged = invite(text=f"--{boundary}\n\n--{boundary}--\n")
    assert len(list(read_back(forged).walk())) == 6


def test_a_calendar_object_and_its_method_come_together_and_agree() -> None:
    with pytest.raises(ValueError, match="come together"):
        letter(calendar=render(invitation()))
    with pytest.raises(ValueError, match="another method"):
        letter(calendar=render(invitation()), method=CalendarMethod.CANCEL)


def test_a_naive_date_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        letter(date=letter().date.replace(tzinfo=None))


def test_what_letters_share_stays_as_it_was_whatever_is_built_between() -> None:
    with_calendar = letter(calendar=render(invitation()), method=CalendarMethod.REQUEST)
    first = message_for(with_calendar).as_bytes()
    cancelled = letter(calendar=render(invitation(method=CalendarMethod.CANCEL)), method=CalendarMethod.CANCEL)
    others = [message_for(other).as_bytes() for other in (letter(), cancelled)]
    assert message_for(with_calendar).as_bytes() == first
    assert [b"method=CANCEL" in other or b'method="CANCEL"' in other for other in others] == [False, True]
    assert [b"invite.ics" in content for content in (*others, first)] == [False, True, True]


LINES = st.text(st.characters(codec="utf-8"), max_size=200)
ANY_LETTER = st.builds(
    letter,
    to_name=LINES,
    from_name=LINES,
    subject=LINES,
    text=LINES,
    html=LINES,
    references=st.lists(st.from_regex("[!-~]{1,90}", fullmatch=True), max_size=3).map(" ".join),
    reply_to=st.sampled_from([None, "accueil@example.org"]),
    unsubscribe_url=st.sampled_from([None, f"https://formations.example.org/{'x' * 120}"]),
    date=st.datetimes(timezones=st.sampled_from([UTC, BRUSSELS])),
)


@given(ANY_LETTER, st.sampled_from([None, *CalendarMethod]))
@example(letter(text="", html="\n\n"), None)
@example(letter(text="x" * 75 + " \n"), None)
@example(letter(text="Où ?\n.\nFrom ici \n=\t\n" + "é" * 300, html=" "), CalendarMethod.CANCEL)
def test_a_letter_says_what_the_standard_library_writes_of_it(one: Letter, method: CalendarMethod | None) -> None:
    if method is not None:
        one = replace(one, calendar=render(invitation(method=method)), method=method)

    ours, theirs = message_for(one).as_bytes(), by_the_library(one)

    (headers, _, body), (their_headers, _, _) = (raw.partition(b"\r\n\r\n") for raw in (ours, theirs))
    assert headers == their_headers
    assert parts_of(ours) == parts_of(theirs)
    assert max(map(len, body.split(b"\r\n"))) <= 76


def parts_of(raw: bytes) -> list[tuple[list[tuple[str, str]], bytes | None]]:
    """The headers and the content of each part."""
    parts = message_from_bytes(raw, policy=policy.SMTP).walk()
    return [(part.items(), part.get_payload(decode=True)) for part in parts]
