"""What the columns of a table that somebody brings hold, by the words at their head."""

import re
from collections.abc import Mapping, Sequence

from portal.rules.base.text import fold

UNKNOWN = ""
_WORDS = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> str:
    """The words of a cell, folded and in order, without the signs between them: "E-mail (pro)" is "e mail pro"."""
    return " ".join(_WORDS.findall(fold(text)))


def recognise(head: Sequence[str], vocabulary: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """For each cell of the head the name of what it announces, UNKNOWN for the rest; each name is given once.

    `vocabulary` says by which words each name is known. A cell that is one of them goes before a cell that holds one,
    and longer words before shorter: "nom du site" is a site where "nom" is known too.
    """
    cells = [words_of(cell) for cell in head]
    found = [UNKNOWN for _cell in cells]
    known = [(words_of(word), name) for name, words in vocabulary.items() for word in words]
    for whole in (True, False):
        for word, name in sorted(known, key=lambda pair: -len(pair[0])):
            place = _place(cells, found, word, whole=whole)
            if place is not None and name not in found:
                found[place] = name
    return tuple(found)


def _place(cells: Sequence[str], found: Sequence[str], word: str, *, whole: bool) -> int | None:
    for place, cell in enumerate(cells):
        holds = cell == word if whole else f" {word} " in f" {cell} "
        if holds and found[place] == UNKNOWN:
            return place
    return None
