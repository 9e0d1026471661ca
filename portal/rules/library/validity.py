"""How long a sheet may be trusted: from its last valid day."""

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class Validity(StrEnum):
    """Where a sheet stands on a day."""

    UNLIMITED = "unlimited"
    VALID = "valid"
    ENDING = "ending"
    EXPIRED = "expired"


def validity(valid_until: date | None, today: date) -> Validity:
    """The validity on `today`; the last day counts as valid, the 30 days up to it as ending."""
    if valid_until is None:
        return Validity.UNLIMITED
    if today > valid_until:
        return Validity.EXPIRED
    return Validity.ENDING if valid_until - today <= SOON else Validity.VALID
