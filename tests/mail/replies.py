"""Answers to invitations as five calendar programs write them, from tests/fixtures/replies, and delivery reports.

In a fixture `$name` stands for what is answered; what stands between `%base64` or `%quoted` and `%end` is encoded.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email.header import Header
from functools import partial
from pathlib import Path
from quopri import encodestring
from string import Template

ORGANIZER = "formations@example.org"
FOLDER = Path(__file__).parents[1] / "fixtures" / "replies"
BLOCK = re.compile(r"^%(base64|quoted) ?(\S*)\n(.*?\n)%end$", re.MULTILINE | re.DOTALL)
CALENDAR = re.compile(r"^BEGIN:VCALENDAR$.*?^END:VCALENDAR$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What is answered to which invitation, by whom."""

    uid: str
    word: str = "ACCEPTED"
    mailbox: str = "noe@example.org"
    sequence: int = 0
    dtstamp: str = "20261121T100500Z"
    comment: str = ""
    sender: str = ""
    method: str = "REPLY"
    results: str = ""
    message_id: str = ""

    @property
    def title(self) -> str:
        return {"ACCEPTED": "Accepté", "DECLINED": "Refusé"}.get(self.word, "Provisoire")

    @property
    def headers(self) -> str:
        named = [f"Authentication-Results: {self.results}"] if self.results else []
        lines = [
            *named,
            f"From: =?utf-8?q?No=C3=A9_=C3=89preuve?= <{self.sender or self.mailbox}>",
            f"To: =?utf-8?b?TGEgU2FtYnJpZW5uZSwgZm9ybWF0aW9ucw==?= <{ORGANIZER}>",
            f"Subject: {Header(f'{self.title} : Accompagner un ménage', 'utf-8').encode()}",
            f"Message-ID: {self.message_id or f'<{self.word}{self.sequence}{self.dtstamp}{self.uid}>'}",
            "Date: Sat, 21 Nov 2026 11:05:00 +0100",
            "MIME-Version: 1.0",
        ]
        return "\n".join(lines)


def crlf(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def folded(line: str) -> str:
    """A content line of 75 octets at most, as iCalendar folds it."""
    pieces, rest = [], line
    while len(rest.encode()) > 74:
        cut = 74
        while len(rest[:cut].encode()) > 74:
            cut -= 1
        pieces.append(rest[:cut])
        rest = " " + rest[cut:]
    return "\n".join([*pieces, rest])


def calendar(*lines: str) -> bytes:
    return crlf(*(folded(line) for line in lines), "").replace(b"\n ", b"\r\n ").replace(b"\r\r", b"\r")


def _fold_all(found: re.Match[str]) -> str:
    return "\n".join(folded(line) for line in found[0].splitlines())


def _encode(found: re.Match[str]) -> str:
    content = found[3].replace("\n", "\r\n").encode(found[2] or "utf-8", "replace")
    if found[1] == "quoted":
        return encodestring(content).decode().replace("\r\n", "\n").rstrip("\n")
    text = b64encode(content).decode()
    return "\n".join(text[start : start + 76] for start in range(0, len(text), 76))


def written(program: str, answer: Answer) -> bytes:
    """The mail of this program. Only Exchange says nothing with an empty line."""
    text = (FOLDER / f"{program}.eml").read_text(encoding="utf-8").replace("%headers", answer.headers)
    values = {**asdict(answer), "title": answer.title, "mailbox_titled": answer.mailbox.title()}
    text = Template(text).substitute(values)
    if program != "exchange":
        text = re.sub(r"^COMMENT[^:\n]*:(?:\\n)?\n", "", text, flags=re.MULTILINE)
    return BLOCK.sub(_encode, CALENDAR.sub(_fold_all, text)).replace("\n", "\r\n").encode()


outlook, exchange = partial(written, "outlook"), partial(written, "exchange")
gmail, apple, thunderbird = partial(written, "gmail"), partial(written, "apple"), partial(written, "thunderbird")
PROGRAMS: dict[str, Callable[[Answer], bytes]] = {
    "Outlook": outlook,
    "Exchange": exchange,
    "Gmail": gmail,
    "Apple": apple,
    "Thunderbird": thunderbird,
}


def report(to: str, status: str, returned: str = "", action: str = "failed") -> bytes:
    """A delivery status notification that came to this address, about a message with this Message-ID."""
    return crlf(
        "Return-Path: <>",
        "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: <dsn-{status}-{action}-{hash((to, returned))}@mx.example.net>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
        "",
        "--b1",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "I'm sorry to have to inform you that your message could not be delivered.",
        "",
        "--b1",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.net",
        "Arrival-Date: Sat, 21 Nov 2026 11:00:00 +0100",
        "",
        "Final-Recipient: rfc822; noe@example.org",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; 550 {status} refused",
        "",
        "--b1",
        "Content-Type: text/rfc822-headers",
        "",
        "From: formations@example.org",
        f"Message-ID: {returned or '<somebody-else@example.net>'}",
        "Subject: Place",
        "",
        "--b1--",
        "",
    )
