"""Tokens and codes: made from the system's randomness, kept only as hashes."""

import base64
import hashlib
import hmac
import secrets

CODE_DIGITS = 6
NONCE_BYTES = 16


def new_token() -> str:
    """A 256-bit token, safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A 6-digit code."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def hashed(secret: str) -> str:
    """The SHA-256 of a high-entropy secret, as kept at rest."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hashed_code(browser_secret: str, code: str) -> str:
    """The keyed hash of a short code: useless without the secret that only the asking browser holds."""
    return hmac.new(browser_secret.encode(), code.encode(), hashlib.sha256).hexdigest()


def new_nonce() -> str:
    """What makes a personal link unlike any other; worthless without the portal's key."""
    return secrets.token_urlsafe(NONCE_BYTES)


def personal_token(key: str, registration_id: int, nonce: str) -> str:
    """The token of a personal link: a 256-bit keyed hash, so that nothing kept beside the rows opens it."""
    return _keyed(key, "personal link", registration_id, nonce)


def mailbox_token(key: str, preference_id: int, nonce: str) -> str:
    """The same for a mailbox's own links: what it wants to hear, and nothing else."""
    return _keyed(key, "mailbox link", preference_id, nonce)


def _keyed(key: str, purpose: str, number: int, nonce: str) -> str:
    said = f"{purpose} {number} {nonce}"
    digest = hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()
    return f"{number}-{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
