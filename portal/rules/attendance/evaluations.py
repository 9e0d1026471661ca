"""When an evaluation may be answered, and which answers may be shown: what keeps them anonymous (docs/adr/0022).

Nobody is shown a group of fewer than five answers that he did not type in himself. So answers by a link and sheets of
paper typed in by a trainer are counted apart until they are shown: four sheets of one's own beside one answer of
somebody else would show that answer.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from portal import clock

FEWEST = 5
DAYS_TO_RESULTS = 14
DAYS_TO_ANSWER = 56
MONTHS_TO_SECOND = 3
SCALES = 4
BEST = 4  # a scale goes from 1 to it
MOST_WORDS = 1000
MOST_PICKS = 12

Item = TypeVar("Item")


class Wave(StrEnum):
    """Which of the two forms: after the closing, or three months later."""

    FIRST = "first"
    SECOND = "second"


class Door(StrEnum):
    """What the link of an evaluation answers."""

    OPEN = "open"
    USED = "used"
    TOO_EARLY = "too_early"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Term:
    """The days of one evaluation: answered from `opens_on` to `last`, shown from `results_on`."""

    opens_on: date
    results_on: date
    last: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many answers are not shown: those that came by a link, and sheets of paper typed in."""

    links: int
    papers: int


@dataclass(frozen=True, slots=True)
class Release:
    """How many of those are to be shown now."""

    links: int = 0
    papers: int = 0

    @property
    def total(self) -> int:
        """How many in all."""
        return self.links + self.papers


def term_from(opened: datetime) -> Term:
    """The days of an evaluation opened at that moment, in Brussels."""
    day = clock.local(opened).date()
    return Term(day, day + timedelta(days=DAYS_TO_RESULTS), day + timedelta(days=DAYS_TO_ANSWER))


def door(term: Term, used: bool, today: date) -> Door:
    """Whether a ticket opens the form today; that it has served is said first."""
    if used:
        return Door.USED
    if today < term.opens_on:
        return Door.TOO_EARLY
    return Door.OVER if today > term.last else Door.OPEN


def release(waiting: Waiting, shown: int, results_on: date, today: date) -> Release:
    """How many of the answers that wait are to be shown, when `shown` are already.

    The first time all of them, once five came by a link; sheets of paper alone, once there are five and no fewer than
    five answers by a link would be among them. Afterwards only whole fives of either.
    """
    if today < results_on:
        return Release()
    if shown:
        return Release(_fives(waiting.links), _fives(waiting.papers))
    if waiting.links >= FEWEST:
        return Release(waiting.links, waiting.papers)
    return Release(papers=waiting.papers) if waiting.papers >= FEWEST else Release()


def _fives(number: int) -> int:
    return number - number % FEWEST


def shuffled(items: Sequence[Item]) -> list[Item]:
    """The items in an order that tells nothing, by the system's randomness."""
    return random.SystemRandom().sample(items, len(items))


def in_no_order(words: Sequence[str]) -> list[str]:
    """Sentences in an order of their own, the one in every browser and in the file: not that of their arrival."""
    return sorted(words, key=lambda said: (said.casefold(), said))


def is_empty(scales: Sequence[int | None], useful: Sequence[int], missing: Sequence[int], words: str) -> bool:
    """Whether an answer says nothing at all."""
    return not (any(scales) or useful or missing or words.strip())


def months_later(day: date, months: int = MONTHS_TO_SECOND) -> date:
    """The day of that number so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))
