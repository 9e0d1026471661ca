"""The way out: Flask-Mail with a time limit and verified TLS, and what each answer of the mail server means.

`deliver` returns when the server took the letter and raises a DeliveryFailure otherwise; the
outbox decides from its class what happens next.
"""

import hashlib
import os
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message, email_dispatched

from config import MailSettings
from portal.mail.wire.characters import one_line, wire_address
from portal.mail.wire.failures import (
    LONGEST_DETAIL,
    Ambiguous,
    DeliveryFailure,
    PermanentFailure,
    RelayRefusal,
    ServerUnreachable,
    Stage,
    TemporaryFailure,
)
from portal.mail.wire.letters import Letter, PortalMessage, message_for

DEFAULT_TIMEOUT = 20.0
SERVICE_CLOSING = 421
# The server asks for a password or refuses ours: our own setting is wrong, not this letter.
AUTHENTICATION = (530, 534, 535, 538)
_BROKEN = (OSError, smtplib.SMTPException, UnicodeError)
_REFUSED = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


def _nothing() -> None:
    """What is done while the server reads, until somebody says what."""


class _Tracked(smtplib.SMTP):
    """Remembers whether the server has asked for the content (354): from then on a cut is ambiguous.

    While it reads the content, `meanwhile` is done: what is to leave next can be made ready.
    """

    content_offered = False
    last_answer = ""
    meanwhile: Callable[[], None] = staticmethod(_nothing)

    def mail(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.content_offered = False
        return super().mail(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        if self.content_offered:
            self.meanwhile()
        code, answer = super().getreply()
        self.content_offered = self.content_offered or code == 354
        self.last_answer = one_line(f"{code} {answer.decode('utf-8', 'replace')}")[:LONGEST_DETAIL]
        return code, answer


class _TrackedOverTls(_Tracked, smtplib.SMTP_SSL):
    """A connection that is encrypted from its first octet, by our verifying context."""


class PortalConnection(Connection):
    """Flask-Mail's connection with a time limit on every answer and a verified certificate."""

    host: _Tracked | None

    def __init__(self, state: Any, timeout: float) -> None:
        super().__init__(state)
        self.timeout = timeout
        self.following: Letter | None = None
        self._ready: PortalMessage | None = None

    def configure_host(self) -> _Tracked:
        """An open and signed-in connection. Raises ServerUnreachable for every reason there is none."""
        context = self._context()
        try:
            host = self._open(context)
        except _BROKEN as failure:
            raise _unreachable(failure) from failure
        try:
            if self.mail.use_tls:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except _BROKEN as failure:
            host.close()
            raise _unreachable(failure) from failure
        host.meanwhile = self._write_following
        return host

    def written(self, letter: Letter) -> PortalMessage:
        """The letter as a message: the one that was written ahead, or written now. Raises ValueError."""
        ready, self._ready = self._ready, None
        return ready if ready is not None and ready.letter is letter else message_for(letter)

    def _write_following(self) -> None:
        """Write the next letter while the server reads this one. Whatever is wrong with it is said at its own turn."""
        letter, self.following = self.following, None
        if letter is not None:
            with suppress(Exception):
                self._ready = message_for(letter)
                self._ready.octets  # noqa: B018 (a cached property: read now, its bytes are written now)

    def _context(self) -> ssl.SSLContext | None:
        """Reading the certificates of all authorities takes as long as ten letters: only where one is verified."""
        return ssl.create_default_context() if self.mail.use_tls or self.mail.use_ssl else None

    def _open(self, context: ssl.SSLContext | None) -> _Tracked:
        server, port = self.mail.server, self.mail.port
        if self.mail.use_ssl:
            return _TrackedOverTls(server, port, timeout=self.timeout, context=context)
        return _Tracked(server, port, timeout=self.timeout)

    def send(self, message: Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Hand the message to the server; its addresses are in ASCII already, and read here once for all."""
        if self.host is not None:
            sender = envelope_from if isinstance(envelope_from, str) else message.sender
            self.host.sendmail(str(sender), [str(one) for one in message.recipients], message.as_bytes())
        email_dispatched.send(current_app._get_current_object(), message=message)  # type: ignore[attr-defined] # Flask's

    @property
    def last_answer(self) -> str:
        """What the server said last: three digits and its words, on one line."""
        return self.host.last_answer if self.host is not None else ""

    def reopen_if_lost(self) -> None:
        """One cut must not cost the rest of the batch. Raises ServerUnreachable."""
        if self.host is not None and self.host.sock is None:
            self.host = self.configure_host()

    def forget_letter(self, failure: Exception) -> None:
        """After a refusal the connection is ready for the next letter; after anything else it is closed."""
        if self.host is None or self.host.sock is None:
            return
        if not isinstance(failure, _REFUSED):
            self.host.close()
            return
        try:
            self.host.rset()
        except (OSError, smtplib.SMTPException):
            self.host.close()

    def __exit__(self, exc_type: type[BaseException], exc_value: BaseException, tb: TracebackType) -> None:
        """Says goodbye; a server that has already gone changes nothing to what it took."""
        if self.host is None or self.host.sock is None:
            return
        try:
            self.host.quit()
        except (OSError, smtplib.SMTPException):
            self.host.close()


class PortalMail(Mail):
    """Flask-Mail whose connections are ours. MAIL_TIMEOUT is in seconds, for each answer of the server."""

    def connect(self) -> PortalConnection:
        """A connection to use in a `with` block, which raises ServerUnreachable when it cannot open."""
        app: Flask = self.app or current_app
        return PortalConnection(app.extensions["mail"], app.config.get("MAIL_TIMEOUT", DEFAULT_TIMEOUT))


mail = PortalMail()


def init_app(app: Flask, settings: MailSettings) -> None:
    """Gives the application its way out; `mail.connect()` then follows these settings."""
    app.config.update(
        MAIL_SERVER=settings.server,
        MAIL_PORT=settings.port,
        MAIL_USERNAME=settings.username or None,
        MAIL_PASSWORD=settings.password or None,
        MAIL_USE_TLS=settings.security == "starttls",
        MAIL_USE_SSL=settings.security == "tls",
        MAIL_TIMEOUT=settings.timeout,
        # Flask-Mail would print the whole exchange, passwords included, when the application debugs.
        MAIL_DEBUG=False,
    )
    mail.init_app(app)


def deliver(connection: PortalConnection, letter: Letter, following: Letter | None = None) -> None:
    """Hands one letter to the server, and writes the `following` one meanwhile; returning means that it was taken.

    Bounces go to the letter's `envelope_from` (the sender's address by default). Raises TemporaryFailure,
    PermanentFailure, RelayRefusal, ServerUnreachable or Ambiguous; the connection can be used for the next letter
    after each of them. Needs an application context.
    """
    try:
        message = connection.written(letter)
        envelope_from = wire_address(letter.envelope_from) if letter.envelope_from else None
    except ValueError as invalid:
        raise PermanentFailure(Stage.RECIPIENT, None, str(invalid)) from invalid
    connection.reopen_if_lost()
    connection.following = following
    try:
        connection.send(message, envelope_from)
    except _BROKEN as failure:
        connection.forget_letter(failure)
        raise _meaning(connection, failure) from failure


def keep_as_file(folder: Path, letter: Letter) -> Path:
    """Keeps the letter as an .eml file with the bytes that would have left; same letter, same file.

    The file is whole or absent: it is written beside its place and then moved there.
    """
    path = kept_at(folder, letter.message_id, letter.date)
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.part")
    beside.write_bytes(message_for(letter).as_bytes())
    beside.replace(path)
    return path


def kept_at(folder: Path, message_id: str, date: datetime) -> Path:
    """Where `keep_as_file` keeps the letter with this id and date."""
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:12]
    return folder / f"{date.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}.eml"


def _meaning(connection: PortalConnection, failure: Exception) -> DeliveryFailure:
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(failure.recipients.values()))
        return _refusal(Stage.RECIPIENT, code, answer)
    if isinstance(failure, smtplib.SMTPSenderRefused):
        return _refusal(Stage.SENDER, failure.smtp_code, failure.smtp_error)
    if isinstance(failure, smtplib.SMTPDataError):
        return _refusal(Stage.CONTENT, failure.smtp_code, failure.smtp_error)
    if connection.host is not None and connection.host.content_offered:
        return Ambiguous(Stage.CONTENT, None, _sentence(failure))
    return _unreachable(failure)


def _refusal(stage: Stage, code: int, answer: bytes | str) -> DeliveryFailure:
    """421 about the recipient or the content may be this letter's own doing; before, it is the service."""
    detail = answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
    service_away = code == SERVICE_CLOSING and stage is Stage.SENDER
    if service_away or code in AUTHENTICATION:
        return ServerUnreachable(stage, code, detail)
    if 400 <= code < 500:
        return TemporaryFailure(stage, code, detail)
    return PermanentFailure(stage, code, detail) if stage is Stage.RECIPIENT else RelayRefusal(stage, code, detail)


def _unreachable(failure: Exception) -> ServerUnreachable:
    code = failure.smtp_code if isinstance(failure, smtplib.SMTPResponseException) else None
    return ServerUnreachable(Stage.CONNECTION, code, _sentence(failure))


def _sentence(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"
