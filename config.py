"""Settings: one frozen dataclass read once from the environment, refused when missing or unsafe."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

SHORTEST_SECRET = 32
SECURITIES = ("none", "starttls", "tls")
MEGABYTE = 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class UnsafeSettings(Exception):
    """A setting is missing or unsafe; the message is one clear sentence."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves: as .eml files under PORTAL_HOME without a server. `rate`: mails a minute at most, 0 for any."""

    server: str
    port: int
    username: str
    password: str = field(repr=False)
    security: str
    sender_name: str
    sender_address: str
    timeout: float = 20.0
    rate: int = 0


@dataclass(frozen=True, slots=True)
class InboundSettings:
    """How answers and bounces come back. Without a host nothing is fetched; without `bounces` no address is ours.

    `authserv_id` is the name under which our own receiving server writes Authentication-Results. `declines_free`: a
    proven "declined" frees the seat at once.
    """

    host: str = ""
    port: int = 993
    username: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    tls: bool = True
    authserv_id: str = ""
    bounces: str = ""
    declines_free: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides. `issuer_name` and `issuer_function` say who issues statements of hours."""

    environment: str
    home: Path
    host: str
    port: int
    base_url: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    organisation_name: str
    mail: MailSettings
    max_upload_bytes: int = 20 * MEGABYTE
    disk_warning_bytes: int = 500 * MEGABYTE
    testing: bool = False
    inbound: InboundSettings = field(default_factory=InboundSettings)
    issuer_name: str = ""
    issuer_function: str = ""

    @property
    def development(self) -> bool:
        """Development shows /courrier and /demo, and keeps mails as files."""
        return self.environment == "development"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises UnsafeSettings with one sentence when one is missing or unsafe."""
    environment = _one_of("PORTAL_ENV", environ.get("PORTAL_ENV", "development"), ("development", "production"))
    production = environment == "production"
    home = Path(environ.get("PORTAL_HOME", "instance")).resolve()
    port = _port("PORT", environ.get("PORT", "8000"))
    base_url, mail = _base_url(environ, port, production), _mail(environ, production)
    settings = Settings(
        environment=environment,
        home=home,
        host=environ.get("HOST", "127.0.0.1"),
        port=port,
        base_url=base_url,
        secret_key=_secret(environ, home, production),
        database_url=_database_url(environ, home),
        organisation_name=environ.get("ORGANISATION_NAME", "La Sambrienne"),
        mail=mail,
        inbound=_inbound(environ, mail),
        disk_warning_bytes=_megabytes(environ.get("DISK_WARNING", "500")),
        issuer_name=environ.get("CERTIFICATE_ISSUER_NAME", "").strip(),
        issuer_function=environ.get("CERTIFICATE_ISSUER_FUNCTION", "").strip(),
    )
    if not production and settings.host not in LOOPBACK:
        raise UnsafeSettings("Development shows every mail and code: other HOSTs need PORTAL_ENV=production.")
    if production and environ.get("FLASK_DEBUG", "0") not in ("", "0"):
        raise UnsafeSettings("FLASK_DEBUG must be off in production.")
    return settings


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise UnsafeSettings(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _port(name: str, value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise UnsafeSettings(f"{name} must be a port number between 1 and 65535, not {value!r}.")
    return int(value)


def _base_url(environ: Mapping[str, str], port: int, production: bool) -> str:
    url = environ.get("BASE_URL", "" if production else f"http://localhost:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise UnsafeSettings("BASE_URL must be the portal's public address, such as https://formations.example.org.")
    if production and parts.scheme != "https":
        raise UnsafeSettings("BASE_URL must start with https:// in production.")
    return url


def _secret(environ: Mapping[str, str], home: Path, production: bool) -> str:
    secret = environ.get("SECRET_KEY", "")
    if secret:
        if len(secret) < SHORTEST_SECRET:
            raise UnsafeSettings(f"SECRET_KEY must have at least {SHORTEST_SECRET} characters.")
        return secret
    if production:
        raise UnsafeSettings("SECRET_KEY must be set in production.")
    return _kept_secret(home)


def _kept_secret(home: Path) -> str:
    """Development keeps one secret per PORTAL_HOME, so that a restart signs nobody out."""
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()


def _database_url(environ: Mapping[str, str], home: Path) -> str:
    url = environ.get("DATABASE_URL", "") or f"sqlite:///{home / 'portal.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise UnsafeSettings("DATABASE_URL must start with sqlite:/// or postgresql://.")
    return url


def _mail(environ: Mapping[str, str], production: bool) -> MailSettings:
    server = environ.get("MAIL_SERVER", "")
    if production and not server:
        raise UnsafeSettings("MAIL_SERVER must be set in production.")
    sender = environ.get("MAIL_SENDER", "" if production else "formations@example.org")
    try:
        validate_email(sender, check_deliverability=False, test_environment=not production)
    except EmailNotValidError:
        raise UnsafeSettings("MAIL_SENDER must be the mailbox that the portal writes from and staff read.") from None
    return MailSettings(
        server=server,
        port=_port("MAIL_PORT", environ.get("MAIL_PORT", "587")),
        username=environ.get("MAIL_USERNAME", ""),
        password=environ.get("MAIL_PASSWORD", ""),
        security=_one_of("MAIL_SECURITY", environ.get("MAIL_SECURITY", "starttls"), SECURITIES),
        sender_name=f"{environ.get('ORGANISATION_NAME', 'La Sambrienne')}, formations",
        sender_address=sender,
        rate=_rate(environ.get("MAIL_RATE", "")),
    )


def _rate(value: str) -> int:
    """Mails a minute; 0, for none given, is no limit."""
    if value and not (value.isascii() and value.isdecimal() and 0 < int(value) < 100_000):
        raise UnsafeSettings(f"MAIL_RATE must be how many mails a minute may leave, such as 60, not {value!r}.")
    return int(value or 0)


def _megabytes(value: str) -> int:
    """Free megabytes below which the disk is said to be soon full; 0: never."""
    if not (value.isascii() and value.isdecimal() and len(value) <= 9):
        raise UnsafeSettings(f"DISK_WARNING must be free megabytes, such as 500, or 0 for no warning, not {value!r}.")
    return int(value) * MEGABYTE


def _inbound(environ: Mapping[str, str], mail: MailSettings) -> InboundSettings:
    """An IMAP address such as imaps://user:password@host/INBOX; without TLS on the loopback only."""
    url = environ.get("INBOUND_IMAP_URL", "")
    parts, port = _parts(url)
    wrong = url and (parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username)
    if wrong or (parts.scheme == "imap" and parts.hostname not in LOOPBACK):
        raise UnsafeSettings("INBOUND_IMAP_URL must be imaps://user:password@host/INBOX (imap:// on this machine).")
    tls = parts.scheme != "imap"
    return InboundSettings(
        host=parts.hostname or "",
        port=port or (993 if tls else 143),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
        authserv_id=environ.get("INBOUND_AUTHSERV_ID", "").lower(),
        bounces=_bounces(environ.get("MAIL_BOUNCES", mail.sender_address if url else "")),
        declines_free=_one_of("CALENDAR_DECLINE", environ.get("CALENDAR_DECLINE", "ask"), ("ask", "free")) == "free",
    )


def _parts(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise UnsafeSettings("INBOUND_IMAP_URL is no address: look at its host and its port.") from None


def _bounces(address: str) -> str:
    """The mailbox whose +addresses receive bounces; empty: they go to the sender's own."""
    if address in ("", "none"):
        return ""
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
        raise UnsafeSettings("MAIL_BOUNCES must be a mailbox of yours that accepts +addresses, or none.")
    return address
