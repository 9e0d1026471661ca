"""Returned mails in the shapes that mail servers write, about one recipient; none of them is anybody's real mail.

`SEALED` stands where the address they came to is written, `OURS` for the Message-ID of what came back.
"""

from base64 import encodebytes

from portal.rules.base.states import BounceWeight
from tests.mail.replies import crlf

BOX = "noe@example.org"
LETTER = ("Message-ID: OURS", f"To: {BOX}", "Subject: Place confirmée", "", "Boîte pleine ? Unknown user ? Spam ?")


def mail(*lines: str, sender: str = "Mail Delivery System <Mailer-Daemon@mx.example.net>", path: str = "<>") -> bytes:
    """A message to the sealed address; `lines` begin with its own headers."""
    head = [f"Return-Path: {path}"] if path else []
    own = [f"From: {sender}", "To: formations@example.org", f"Message-ID: <r{abs(hash(lines))}@mx.example.net>"]
    return crlf(*head, "Delivered-To: SEALED", *own, *lines)


def fields(
    *lines: str, text: str = "It failed.", kind: str = "message/delivery-status", encoding: str = "7bit"
) -> bytes:
    """A report with a delivery status of these fields."""
    content = "\n".join(("Reporting-MTA: dns; mx.example.net", "", *lines, ""))
    if encoding == "base64":
        content = encodebytes(content.encode()).decode()
    report = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"'
    returned = ("--b1", "Content-Type: message/rfc822", "", *LETTER, "", "--b1--")
    status = (f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", "", *content.split("\n"))
    head = ("Subject: Undeliverable: Place confirmée", "MIME-Version: 1.0", report, "")
    return mail(*head, "--b1", "Content-Type: text/plain", "", text, "", "--b1", *status, *returned)


EXIM = mail(
    f"X-Failed-Recipients: {BOX}",
    "Auto-Submitted: auto-replied",
    "Subject: Mail delivery failed: returning message to sender",
    "",
    "This message was created automatically by mail delivery software.",
    "",
    "A message that you sent could not be delivered to one or more of its",
    "recipients. This is a permanent error. The following address(es) failed:",
    "",
    f"  {BOX}",
    "    host mx.example.net [192.0.2.20]",
    f"    SMTP error from remote mail server after RCPT TO:<{BOX}>:",
    "    550 5.1.1 User unknown",
    "",
    "------ This is a copy of the message, including all the headers. ------",
    "",
    *LETTER,
)
QMAIL = mail(
    "Subject: failure notice",
    "",
    "Hi. This is the qmail-send program at mx.example.net.",
    "I'm afraid I wasn't able to deliver your message to the following addresses.",
    "This is a permanent error; I've given up. Sorry it didn't work out.",
    "",
    f"<{BOX}>:",
    "Sorry, no mailbox here by that name. (#5.1.1)",
    "",
    "--- Below this line is a copy of the message.",
    "",
    *LETTER,
    sender="MAILER-DAEMON@mx.example.net",
)
IONOS = mail(
    "Subject: Mail delivery failed: returning message to sender",
    "Auto-Submitted: auto-replied",
    "",
    "A message that you sent could not be delivered to one or more of its",
    "recipients. The following address failed:",
    "",
    f"{BOX}:",
    "SMTP error from remote server for RCPT TO command, host: mx.example.net (192.0.2.1) reason: 550 5.1.1 unknown",
    "",
    "--- The header of the original message is following. ---",
    "",
    *LETTER,
    sender='"Mail Delivery System" <mailer-daemon@mx.example.net>',
)
GMAIL = mail(
    f"X-Failed-Recipients: {BOX}",
    "Auto-Submitted: auto-replied",
    "Subject: Delivery Status Notification (Failure)",
    "",
    "Delivery to the following recipient failed permanently:",
    "",
    f"     {BOX}",
    "",
    "Technical details of permanent failure:",
    "The error that the other server returned was:",
    "550 5.1.1 The email account that you tried to reach does not exist. https://support.example.net/?p=Policy",
    "",
    "----- Original message -----",
    "",
    *LETTER,
    sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
)
EXCHANGE = mail(
    "Subject: Undeliverable: Place confirmée",
    "",
    "Your message did not reach the following recipient(s):",
    "",
    f"{BOX} on Mon, 30 Nov 2026 10:00:00 +0100",
    "    The recipient name is not recognized",
    sender="System Administrator <postmaster@example.net>",
)
MICROSOFT_365 = fields(
    f"Final-Recipient: rfc822;{BOX}",
    "Action: failed",
    "Status: 5.1.10",
    "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
)
MICROSOFT_365_AT_THE_DOOR = fields(
    f"Final-Recipient: rfc822;{BOX}",
    "Action: failed",
    "Status: 5.4.1",
    "Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied. [host.example.net]",
)
MIMECAST = fields(
    "Action : failed", "Status : 5.0.0", "Diagnostic-Code : smtp;550 no such user", f"Final-Recipient : rfc/822;{BOX}"
).replace(b"550 no such", b"550 5.1.1 no such")
BARE = fields(
    f"Final-Recipient: rfc822; {BOX}", "Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 550 User unknown"
)
GIVEN_UP = fields(
    f"Final-Recipient: rfc822; {BOX}",
    "Action: Failed (after five days)",
    "Status: 4.4.7",
    "Diagnostic-Code: smtp; 450 4.2.1 No such user here",
)
NO_HOST = fields(f"Final-Recipient: rfc822; {BOX}", "Action: failed", "Status: 5.4.4 (unable to route)")
ENCODED = fields(f"Final-Recipient: rfc822; {BOX}", "Action: failed", "Status: 5.1.1", encoding="base64")
INTERNATIONAL = fields(
    f"Final-Recipient: utf-8; {BOX}", "Action: failed", "Status: 5.1.1", kind="message/global-delivery-status"
)
BROKEN = mail(
    "Subject: Returned mail: see transcript for details",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="another"',
    "",
    "--b1",
    "Content-Type: message/delivery-status",
    "",
    f"Final-Recipient: RFC822; {BOX}",
    "Action: failed",
    "Status: 5.1.1",
)
UNMARKED = EXIM.replace(b"Return-Path: <>\r\n", b"").replace(b"Auto-Submitted: auto-replied\r\n", b"")

# Each is a report that the address is dead.
DEAD = {
    "Exim": EXIM,
    "qmail": QMAIL,
    "IONOS": IONOS,
    "Gmail": GMAIL,
    "Exchange without a status": EXCHANGE,
    "Microsoft 365": MICROSOFT_365,
    "Microsoft 365, at the door": MICROSOFT_365_AT_THE_DOOR,
    "Mimecast: a space before the colon": MIMECAST,
    "5.0.0 with 550 user unknown": BARE,
    "4.4.7 whose words say dead": GIVEN_UP,
    "no such host": NO_HOST,
    "in base64": ENCODED,
    "RFC 6533": INTERNATIONAL,
    "a broken boundary": BROKEN,
    "without Return-Path": UNMARKED,
}

OVERFULL = EXIM.replace(b"550 5.1.1 User unknown", b"552 5.2.2 Mailbox full")
SPAM = EXIM.replace(b"550 5.1.1 User unknown", b"554 5.7.1 Message looks like spam")
FILTERED = EXIM.replace(b"550 5.1.1 User unknown", b"550 5.1.0 sender rejected, see policy")
BLACKLISTED = fields(
    f"Final-Recipient: rfc822; {BOX}",
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 IP address blacklisted by recipient",
)
AFTER_CONTENT = BARE.replace(b"It failed.", b"550 User unknown (in reply to end of DATA command)")
TOO_LATE = fields(
    f"Final-Recipient: rfc822; {BOX}",
    "Action: failed",
    "Status: 4.4.7",
    "Diagnostic-Code: smtp; 451 Connection timed out",
)

# What each is worth, where the address itself is not at fault.
NOT_THE_ADDRESS = (
    (OVERFULL, BounceWeight.FULL),
    (SPAM, BounceWeight.DISTRUSTED),
    (FILTERED, BounceWeight.DISTRUSTED),
    (BLACKLISTED, BounceWeight.DISTRUSTED),
    (AFTER_CONTENT, BounceWeight.COUNTED),
    (TOO_LATE, BounceWeight.PASSING),
)
HEADERS = (
    ("Auto-Submitted: auto-replied",),
    ("X-Autoreply: yes",),
    ("X-Autorespond: Place",),
    ("X-Autogenerated: Reply",),
    ("X-Auto-Response-Suppress: All",),
    ("Precedence: auto_reply",),
    ("Precedence: bulk",),
    ("Subject: Automatic reply: Place confirmée",),
    ("Subject: =?utf-8?q?R=C3=A9ponse_automatique?= : Place",),
    ("Subject: Absence du bureau",),
)
ABSENCES = (
    "Je suis absente jusqu'au 5 mai.",
    "This mailbox is no longer in use: user unknown. Please write to somebody else. (550 5.1.1)",
    "Your message could not be delivered to me in person: I am away. Mailbox full of good wishes.",
)
PEOPLE = ("Noé <noe@example.org>", "postmaster@asbl.example.org", "info@asbl.example.org")
DELAYS = (
    fields(
        f"Final-Recipient: rfc822; {BOX}", "Action: delayed", "Status: 4.4.7", "Diagnostic-Code: smtp; 550 user unknown"
    ),
    fields(f"Final-Recipient: rfc822; {BOX}", "Action : Delayed", "Status : 4.2.2"),
    fields(f"Final-Recipient: rfc822; {BOX}", "Action: relayed", "Status: 2.1.9"),
    mail(
        "Subject: Warning: message 1AAAAA-000000-00 delayed 24 hours",
        "Auto-Submitted: auto-replied",
        "",
        "A message that you sent has not yet been delivered to one or more of its recipients",
        f"after more than 24 hours on the queue. The address is: {BOX}. No action is required on your part.",
    ),
    mail(
        "Subject: Delivery Status Notification (Delay)",
        "",
        "THIS IS A WARNING MESSAGE ONLY. Delivery to the following recipient has been delayed:",
        f"     {BOX}",
        "Message will be retried for 2 more day(s). 450 4.1.1 user unknown",
    ),
)


def absences() -> list[bytes]:
    """Automatic answers: every mark, whoever answers, whatever they say, with and without a way back."""
    subject = "Subject: Re: Place"
    return [
        mail(*(marks if marks[0].startswith("Subject") else (subject, *marks)), "", words, sender=sender, path=path)
        for marks in HEADERS
        for words in ABSENCES
        for sender in PEOPLE
        for path in ("<>", "", "<noe@example.org>")
    ]
