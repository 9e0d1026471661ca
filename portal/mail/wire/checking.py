"""Trying the way out: one test mail, and what the mail server made of it in one clear sentence."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from config import MailSettings
from portal import clock
from portal.mail.wire.failures import (
    DeliveryFailure,
    PermanentFailure,
    RelayRefusal,
    ServerUnreachable,
    Stage,
    TemporaryFailure,
)
from portal.mail.wire.letters import Letter
from portal.mail.wire.outbox import new_message_id
from portal.mail.wire.transport import AUTHENTICATION, deliver, mail

SUBJECT = "Un essai du portail des formations"
WORDS = "Ce mail est un essai du portail des formations. Il n’y a rien à faire."


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether the server took the test mail, and a sentence that says what happened."""

    taken: bool
    sentence: str


def check(settings: MailSettings, address: str) -> Checked:
    """Send a test mail there, past the outbox. Never raises for what a mail server may do."""
    if not settings.server:
        return Checked(False, "MAIL_SERVER is not set: mails are kept as files under PORTAL_HOME, none leaves.")
    try:
        with mail.connect() as connection:
            deliver(connection, _letter(settings, address))
            answer = connection.last_answer
    except DeliveryFailure as failure:
        return Checked(False, _sentence(settings, address, failure))
    return Checked(True, f"{_place(settings)} took the mail for {address} and answered: {answer}")


def _letter(settings: MailSettings, address: str) -> Letter:
    return Letter(
        to_address=address,
        to_name="",
        subject=SUBJECT,
        text=f"{WORDS}\n",
        html=f"<!doctype html><html lang='fr'><title>{SUBJECT}</title><p>{WORDS}</p></html>\n",
        message_id=new_message_id(),
        date=clock.now(),
        from_address=settings.sender_address,
        from_name=settings.sender_name,
    )


def _place(settings: MailSettings) -> str:
    return f"{settings.server}:{settings.port}"


def _sentence(settings: MailSettings, address: str, failure: DeliveryFailure) -> str:
    said = " ".join(str(part) for part in (failure.code, failure.detail) if part)
    place = _place(settings)
    if isinstance(failure, ServerUnreachable):
        return _unreachable(settings, failure, said)
    if isinstance(failure, TemporaryFailure):
        return f"{place} asks to try again later, as the portal would by itself. It said: {said}"
    if isinstance(failure, (PermanentFailure, RelayRefusal)):
        refused = {
            Stage.SENDER: f"our sender {settings.sender_address} (MAIL_SENDER)",
            Stage.RECIPIENT: f"the address {address}",
        }
        return f"{place} refuses {refused.get(failure.stage, 'the mail itself')}. It said: {said}"
    return f"{place} cut the line before it answered: the mail may have arrived, or not. ({said})"


def _unreachable(settings: MailSettings, failure: ServerUnreachable, said: str) -> str:
    """The first cause that is known, in the order in which one is a special case of another."""
    place, cause = _place(settings), failure.__cause__
    if isinstance(cause, smtplib.SMTPServerDisconnected) and isinstance(cause.__context__, TimeoutError):
        cause = cause.__context__  # the library takes its own patience's end for a cut line
    if failure.code in AUTHENTICATION:
        return f"{place} refuses our password: look at MAIL_USERNAME and MAIL_PASSWORD. It said: {said}"
    for kind, sentence in _CAUSES:
        if isinstance(cause, kind):
            return f"{sentence(settings, place)} ({said})"
    return f"{place} could not be spoken to. ({said})"


Sentence = Callable[[MailSettings, str], str]
_CAUSES: tuple[tuple[type[BaseException], Sentence], ...] = (
    (ssl.SSLCertVerificationError, lambda at, _: f"The certificate of {at.server} is not to be trusted: nothing left."),
    (ssl.SSLError, lambda _, place: f"{place} speaks no TLS here: look at MAIL_SECURITY and MAIL_PORT."),
    (smtplib.SMTPNotSupportedError, lambda at, place: f"{place} lacks what MAIL_SECURITY={at.security} needs."),
    (smtplib.SMTPServerDisconnected, lambda _, place: f"{place} cut the line: look at MAIL_PORT and MAIL_SECURITY."),
    (smtplib.SMTPResponseException, lambda _, place: f"{place} does not serve us now."),
    (socket.gaierror, lambda at, _: f"Nobody knows the name {at.server}: look at MAIL_SERVER."),
    (ConnectionRefusedError, lambda _, place: f"Nobody listens at {place}: look at MAIL_SERVER and MAIL_PORT."),
    (TimeoutError, lambda at, place: f"{place} was silent for {at.timeout:g} s: a firewall, or MAIL_SECURITY?"),
)
