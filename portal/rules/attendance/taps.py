"""Two people note presence on one list: a mark gives way only to somebody who saw it (docs/registration.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.rules.base.states import PresenceMark


@dataclass(frozen=True, slots=True)
class Tap:
    """The mark of one registration becomes `mark`, for somebody who saw `saw`; None is no mark.

    `key` is chosen by a phone that may send the tap again: it then counts once. "" where the page itself is posted.
    """

    registration_id: int
    saw: PresenceMark | None
    mark: PresenceMark | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A tap that was not applied: the mark was `found` when it came, made by `by_id` at `at` (None: nobody knows)."""

    tap: Tap
    found: PresenceMark | None
    by_id: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of taps: how many changed a mark, which met another one, and whose seat is no longer theirs.

    `marks` are all that count at the meeting now, by registration.
    """

    changed: int = 0
    clashes: tuple[Clash, ...] = ()
    gone: tuple[int, ...] = ()
    marks: Mapping[int, PresenceMark] = field(default_factory=dict)


class Verdict(StrEnum):
    """What a tap comes to: applied, said already, or beside a mark that its author did not see."""

    APPLIED = "applied"
    AGREED = "agreed"
    CLASHED = "clashed"


def judge(tap: Tap, found: PresenceMark | None) -> Verdict:
    """What the tap comes to where `found` is the mark that counts; clocks of phones count for nothing."""
    if tap.mark is found:
        return Verdict.AGREED
    return Verdict.APPLIED if tap.saw is found else Verdict.CLASHED
