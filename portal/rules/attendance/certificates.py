"""Certificates of attendance: their number, and where one stands (docs/registration.md)."""

from enum import StrEnum

from portal.rules.base.secrets import new_code


class CertificateState(StrEnum):
    """What the public page says of a number."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


def new_number(year: int) -> str:
    """A number to read aloud, 2026-K7QX-4M2P: its random part cannot be guessed, and counts nothing."""
    return f"{year}-{new_code()}"


def as_printed(typed: str) -> str:
    """The number as it is printed, from what somebody typed: small letters and spaces do no harm."""
    return "".join(typed.split()).upper()


def state_of(*, ended: bool, followed: bool) -> CertificateState:
    """Where a certificate stands: `ended` when it is not valid any more, `followed` when another took its place."""
    if not ended:
        return CertificateState.VALID
    return CertificateState.REPLACED if followed else CertificateState.WITHDRAWN
