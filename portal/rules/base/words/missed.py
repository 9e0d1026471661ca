"""Which words of a question that found nothing may be counted: none that could tell of a person.

A word is counted alone, without the question that it came from, and only where the language or our own lists know it.
"""

import re
from collections.abc import Collection, Iterator

from portal.rules.base.search_terms import Term, words_of
from portal.rules.base.words.known import is_french

MOST_WORDS = 5  # more is a sentence
SHORTEST = 4
DAYS_BEFORE_SHOWN = 3
_NUMBER_OR_ADDRESS = re.compile(r"[\d@]")


def countable(text: str, terms: Collection[Term], missed: Collection[Term]) -> tuple[str, ...]:
    """The words, or expressions of ours, that found nothing and may be counted; folded.

    None of a question that holds a digit, an address, more than five words, or beside them one word that nobody knows,
    found or not: that may be a name, and so may the others then.
    """
    if _NUMBER_OR_ADDRESS.search(text) or len(words_of(text)) > MOST_WORDS:
        return ()
    if not all(map(_safe, (*terms, *missed))):
        return ()
    return tuple(dict.fromkeys(_shown(missed)))


def _safe(term: Term) -> bool:
    return term.known or all(map(is_french, term.words))


def _shown(missed: Collection[Term]) -> Iterator[str]:
    for term in missed:
        if term.known or len(term.words[0]) >= SHORTEST:
            yield " ".join(term.words)
