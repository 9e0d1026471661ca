"""How long what concerns a person is kept: one table, shown on the privacy page (docs/adr/0006)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kept(StrEnum):
    """What is kept about persons."""

    REGISTRATION = "registration"
    CANCELLED_REGISTRATION = "cancelled_registration"
    CONTACT_WHO_LEFT = "contact_who_left"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Term:
    """`months` after the event, or after the end of its year."""

    kept: Kept
    months: int
    from_end_of_year: bool = False

    def ends_on(self, happened_on: date) -> date:
        """The last day on which what happened then may be kept."""
        start = date(happened_on.year, 12, 31) if self.from_end_of_year else happened_on
        return _months_after(start, self.months)


TERMS = (
    Term(Kept.REGISTRATION, 36, from_end_of_year=True),
    Term(Kept.CANCELLED_REGISTRATION, 12),
    Term(Kept.CONTACT_WHO_LEFT, 6),
    Term(Kept.JOURNAL, 24),
)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
