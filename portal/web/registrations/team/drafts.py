"""A list of people between its reading and its adding: what was read, what its author corrected, what she left aside.

It lives in the page alone: nothing of it is kept before "Ajouter".
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portal.rules.base.text import squeeze
from portal.rules.refusals.base import TableTooLong, TableUnreadable
from portal.rules.registrations.team_lists import MOST_LINES, NAME_LENGTH, Column, Line, columns_of, read_line
from portal.web.base.request.numbers import whole

MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """Rows as they were read, the first perhaps a head; what each column holds; lines corrected, by their number."""

    rows: Sequence[Sequence[str]]
    head: bool
    columns: Sequence[str]
    fixed: dict[int, Line] = field(default_factory=dict)
    aside: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[Line]:
        """The people of the list, as they stand now; a row without a word where somebody should be is none."""
        numbered = list(enumerate(self.rows, start=1))[1 if self.head else 0 :]
        read = (self.fixed.get(number) or read_line(number, cells, self.columns) for number, cells in numbered)
        return [line for line in read if line.number not in self.aside]

    def heads(self) -> list[str]:
        """The words at the head of each column, or what stands first in it."""
        first = [*self.rows[0], *[""] * len(self.columns)] if self.rows else []
        return list(first[: len(self.columns)])

    def only(self, numbers: Iterable[int]) -> "Draft":
        """What is left of the list when all but these lines are done."""
        kept = set(numbers)
        done = {line.number for line in self.lines} - kept
        return replace(self, aside=self.aside | done)

    def kept(self) -> str:
        """The draft as a page carries it; of lines left aside not a word."""
        fixed = [
            [one.number, one.given_name, one.family_name, one.email, one.function, one.site, one.volunteer, one.apart]
            for one in self.fixed.values()
            if one.number not in self.aside
        ]
        rows = [[] if number in self.aside else row for number, row in enumerate(self.rows, start=1)]
        return json.dumps([rows, self.head, list(self.columns), fixed, sorted(self.aside)], ensure_ascii=False)


def drafted(rows: Sequence[Sequence[str]]) -> Draft:
    """A draft of rows just read."""
    columns, head = columns_of(rows)
    return Draft(rows, head, columns[:MOST_COLUMNS])


def carried(text: str) -> Draft:
    """The draft that a page carried. Raises TableUnreadable, TableTooLong: a page is written by whoever sends it."""
    try:
        rows, head, columns, fixed, aside = json.loads(text)
        found = Draft(
            rows=[[_word(cell) for cell in row] for row in rows],
            head=bool(head),
            columns=[column if column in set(Column) else "" for column in columns][:MOST_COLUMNS],
            fixed={whole(one[0]): _line(one) for one in fixed},
            aside=frozenset(whole(number) for number in aside),
        )
    except (ValueError, TypeError, IndexError, AttributeError, RecursionError, OverflowError) as fault:
        raise TableUnreadable from fault
    if len(found.rows) > MOST_LINES + 1:
        raise TableTooLong(most=MOST_LINES)
    if found.head and not found.rows:
        raise TableUnreadable
    return found


def _line(one: Sequence[Any]) -> Line:
    number, given, family, email, function, site, volunteer, apart = one
    given, family, email, function, site = map(_word, (given, family, email, function, site))
    function = squeeze(function)[:NAME_LENGTH]
    return Line(whole(number), given, family, email, function, site, bool(volunteer), bool(apart))


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
