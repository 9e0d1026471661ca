"""Reports of undelivered mail that follow no standard, as Exim, qmail, IONOS, Gmail or Exchange have written them.

A library says whose address it is (incoming_detectors); what its server said about that address is found here.
"""

import re
from dataclasses import replace
from email.message import Message

from portal.mail.incoming.incoming_detectors import failing_addresses
from portal.mail.incoming.incoming_machines import (
    answers_for_somebody,
    calls_itself_automatic,
    has_no_way_back,
    is_automatic,
    is_daemon,
    is_mail_server,
    says_returned,
)
from portal.mail.incoming.incoming_reports import (
    LONGEST_DETAIL,
    MOST_REPORTS,
    Report,
    has_status_part,
    reports_in,
    returned_ids,
    standard_reports,
)
from portal.mail.incoming.incoming_words import LONGEST_WORDS, bare, decoded, header, own_parts
from portal.mail.wire.characters import paragraphs
from portal.rules.base.text import fold_email
from portal.rules.post.bounces import status_in
from portal.rules.post.refusal_words import any_of

_RETURNED_LETTER = re.compile(
    r"(?im)^[^\w\n]{0,40}(this is a copy of|(below|above) (the next|this) line"
    r"|-+ ?(start|begin)?\w* ?(of )?(the )?(original|returned|unsent) message|(original|unsent) message follows"
    r"|message (headers?|text) follows?|(the )?headers? of (the|your)"
    r"|--- original message|received ?:|return-path ?:|dkim-signature ?:|x-mailer ?:)"
)
# Said of a letter that did not arrive.
_FAILED = any_of(
    r"could(n[’']t| not) (be )?(deliver|sen)",
    r"(not|wasn[’']t|was not|nicht|never) (be )?(able to )?deliver",
    r"unable to deliver",
    r"undeliver",
    r"""deliver\w* [\w@.<>\"' ]{0,80}fail""",
    r"fail\w* [\w ]{0,20}deliver",
    r"failed (permanently|address|recipient)",
    r"address\W?(es)?\W? fail",
    r"(fatal|permanent\w*|delivery) (\w+ )?(error|fail|problem)",
    r"(did|does) not reach",
    r"returned (to|mail)",
    r"error delivering",
    r"trouble delivering",
    r"no valid recipient",
    r"not listed in",
    r"unrecoverable error",
    r"non (remis|distribué|délivré)",
    r"pas (pu )?être (remis|livré|distribué|délivré)",
    r"échec",
    r"smtp error",
    r"attempting to deliver",
    r"5\d\d[- ]#?5\.\d{1,3}\.\d",
    r"(>>>|<<<|said:) ?5\d\d\b",
)
# Said of one that may still arrive.
_DELAYED = any_of(
    r"delay(ed)?\b(?! reason: giving)",
    r"warning message only",
    r"(not|n't) (yet )?been delivered",
    r"still (being )?(trying|retried)",
    r"not yet (been )?deliver",
    r"will (continue|keep|be) (to )?(try|retr)",
    r"no action is required",
    r"could not (yet )?be sent for",
    r"will try (again|for|to)",
    r"en retard",
    r"nouvelle tentative",
)
_MILDER = re.compile(r"(?i)in reply to end of data|not enough disk space")
_OVER = re.compile(r"failed permanently|permanent|giving up|given up|i'm not going to try again|will be deleted|fatal")


def reports_of(message: Message, raw: bytes, *, sealed: bool) -> tuple[Report, ...] | None:
    """What a report says, one a recipient; None where the message is no report.

    At an address that we sealed for one letter (`sealed`) weaker signs are enough than at the portal's own mailbox,
    where people write too. A delay is a report of which nothing failed.
    """
    standard = standard_reports(message)
    if standard:
        return _with_words(message, standard)
    if has_status_part(message):
        return _in_words(message, raw)
    if answers_for_somebody(message):
        return None
    if is_daemon(message):
        return _in_words(message, raw)
    known = sealed or (is_mail_server(message) and _surely_no_human(message))
    return _in_words(message, raw) or None if known and _looks_returned(message, raw) else None


def _surely_no_human(message: Message) -> bool:
    return is_automatic(message, sealed=False) or bool(returned_ids(message))


def _looks_returned(message: Message, raw: bytes) -> bool:
    """It says so in its subject, comes from a mail server, or has a shape that the library knows.

    Who answers at a "postmaster" address for somebody away marks that as automatic.
    """
    if says_returned(message) or message.get("X-Failed-Recipients") is not None:
        return True
    if is_mail_server(message) and not calls_itself_automatic(message):
        return True
    return (is_mail_server(message) or has_no_way_back(message)) and bool(failing_addresses(raw))


def _with_words(message: Message, reports: tuple[Report, ...]) -> tuple[Report, ...]:
    """Where the fields do not say why, the sentences beside them may; some say that it was the content, or today."""
    [first, *others] = reports
    if others or not first.failed:
        return reports
    words = _words(message)
    if not first.detail:
        return (replace(first, status=first.status or status_in(words), detail=_short(words)),)
    milder = " ".join(found[0] for found in _MILDER.finditer(words))
    return (replace(first, detail=f"{first.detail} {milder}".strip()),)


def _in_words(message: Message, raw: bytes) -> tuple[Report, ...]:
    words = _words(message)
    fields = [replace(field, status=_precise(field.status)) for field in reports_in(words)]
    if fields:
        return tuple(fields[:MOST_REPORTS])
    said = f"{header(message, 'Subject')} {words}".lower()
    if _DELAYED.search(said) and not _OVER.search(said):
        return (Report((), "", failed=False, detail=""),)
    named = _named(message, raw)
    if not named and not _FAILED.search(said):
        return ()
    subject = header(message, "Subject")
    if len(named) < 2:
        return (_refusal(named, f"{words}\n{subject}"),)
    return _by_address(words, named) or (_refusal((), words),)


def _named(message: Message, raw: bytes) -> tuple[str, ...]:
    failed = header(message, "X-Failed-Recipients").replace(";", ",").split(",")
    own = [fold_email(address) for address in failed if "@" in address]
    return tuple(dict.fromkeys([*own, *failing_addresses(raw)]))[:MOST_REPORTS]


def _by_address(words: str, named: tuple[str, ...]) -> tuple[Report, ...]:
    """Of several addresses, each has what stands between it and the next one, at every place where it stands."""
    pieces = re.split("(" + "|".join(re.escape(address) for address in named) + ")", words.lower())
    said: dict[str, list[str]] = {}
    for address, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        said.setdefault(address, []).append(piece)
    return tuple(_refusal((address,), " ".join(own)) for address, own in said.items())


def _refusal(recipients: tuple[str, ...], words: str) -> Report:
    return Report(recipients, _precise(status_in(words)), failed=True, detail=_short(words))


def _precise(status: str) -> str:
    """Three digits or a bare 5.0.0 found in sentences are no witness of their own."""
    return status if status.count(".") == 2 and not status.endswith(".0.0") else ""


def _short(words: str) -> str:
    return " ".join(words.split())[:LONGEST_DETAIL]


def _words(message: Message) -> str:
    """What the report says itself, without our letter behind it."""
    texts = [part for part in own_parts(message) if part.get_content_maintype() == "text" and not part.get_filename()]
    plain = [decoded(part) for part in texts if part.get_content_type() == "text/plain"]
    found = plain or [bare(decoded(part)) for part in texts if part.get_content_type() == "text/html"]
    # A broken boundary leaves everything in one piece.
    whole = "\n".join(found) or str(message.preamble or "") or str(message.get_payload())
    whole = paragraphs(whole[:LONGEST_WORDS])
    letter = _RETURNED_LETTER.search(whole)
    return whole[: letter.start()] if letter and letter.start() else whole
