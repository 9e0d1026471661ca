"""Certificates of attendance: their number, and where one stands (docs/registration.md)."""

import secrets
from enum import StrEnum

# No 0 O, 1 I L, nor U: the number is read from paper and typed by hand.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
BLOCK = 4


class CertificateState(StrEnum):
    """What the public page says of a number."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


def new_number(year: int) -> str:
    """A number to read aloud, 2026-K7QX-4M2P: its random part cannot be guessed, and counts nothing."""
    one, two = ("".join(secrets.choice(LETTERS) for _letter in range(BLOCK)) for _block in range(2))
    return f"{year}-{one}-{two}"


def as_printed(typed: str) -> str:
    """The number as it is printed, from what somebody typed: small letters and spaces do no harm."""
    return "".join(typed.split()).upper()


def state_of(*, ended: bool, followed: bool) -> CertificateState:
    """Where a certificate stands: `ended` when it is not valid any more, `followed` when another took its place."""
    if not ended:
        return CertificateState.VALID
    return CertificateState.REPLACED if followed else CertificateState.WITHDRAWN
