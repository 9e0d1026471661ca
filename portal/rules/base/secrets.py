"""Tokens and codes: drawn from the system's randomness and kept as hashes, or derived from the portal's key.

What is derived stands nowhere at rest: its row holds a nonce, which is worthless without the key.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata

# No 0 O, 1 I L, nor U: what is read from a screen or from paper and typed by hand.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
BLOCK = 4
CODE_LENGTH = 2 * BLOCK
CODES: int = len(LETTERS) ** CODE_LENGTH
NONCE_BYTES = 16
LEFT_OUT = ("Zs", "Cc", "Cf", "Pd")  # spaces, line ends, invisible marks, dashes


def new_token() -> str:
    """A 256-bit token, safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Eight letters and digits in two groups, K7QX-4M2P."""
    return _in_groups(secrets.randbelow(CODES))


def as_code(typed: str) -> str:
    """A code as it is shown, from what somebody typed: small letters, spaces and dashes do no harm."""
    letters = [
        letter for letter in unicodedata.normalize("NFKC", typed) if unicodedata.category(letter) not in LEFT_OUT
    ]
    code = "".join(letters).upper()
    return f"{code[:BLOCK]}-{code[BLOCK:]}" if len(code) > BLOCK else code


def _in_groups(number: int) -> str:
    """The number written with our letters, the last one first."""
    code = ""
    for _letter in range(CODE_LENGTH):
        number, place = divmod(number, len(LETTERS))
        code += LETTERS[place]
    return as_code(code)


def hashed(secret: str) -> str:
    """The SHA-256 of a high-entropy secret, as kept at rest."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_nonce() -> str:
    """What makes a personal link unlike any other; worthless without the portal's key."""
    return secrets.token_urlsafe(NONCE_BYTES)


def personal_token(key: str, registration_id: int, nonce: str) -> str:
    """The token of a personal link: a 256-bit keyed hash, so that nothing kept beside the rows opens it."""
    return _keyed(key, "personal link", registration_id, nonce)


def mailbox_token(key: str, preference_id: int, nonce: str) -> str:
    """The token of a mailbox's own links, a 256-bit keyed hash: it opens what the mailbox wants to hear, no more."""
    return _keyed(key, "mailbox link", preference_id, nonce)


def sign_in_token(key: str, nonce: str) -> str:
    """The token of a sign-in link: the same whenever its mail is written again."""
    return _readable(_digest(key, f"sign-in link {nonce}"))


def sign_in_code(key: str, nonce: str) -> str:
    """The code beside that link, K7QX-4M2P: a keyed hash cut to one of 30 to the power of 8, none likelier."""
    return _in_groups(int.from_bytes(_digest(key, f"sign-in code {nonce}"), "big") % CODES)


def _keyed(key: str, purpose: str, number: int, nonce: str) -> str:
    return f"{number}-{_readable(_digest(key, f'{purpose} {number} {nonce}'))}"


def _digest(key: str, said: str) -> bytes:
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()


def _readable(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
