"""Near spellings: the words of what the reader may see that look most like one that finds nothing."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from sqlalchemy import select

from portal.database import db
from portal.models.base.search import SearchEntry
from portal.rules.base.search_terms import words_of
from portal.rules.base.states import Visibility
from portal.rules.base.visibility import levels
from portal.rules.base.words.known import is_french

ALIKE = 75
SHORTEST = 4
# How many letters may be wrong: one in a word of up to five.
SHORT_WORD, FEW, SOME = 5, 1, 2
CANDIDATES = 20


def doubtful(word: str) -> bool:
    """Whether the word may be a slip: letters only, four at least, and no word that the French list has."""
    return word.isalpha() and len(word) >= SHORTEST and not is_french(word)


def nearer(text: str, words: Collection[str], expressions: Sequence[str], revision: str, reader: Visibility) -> str:
    """The words of `text`, each of `words` replaced by the nearest one that is known; empty when none is near.

    Known are the words that this reader's documents hold, and those of `expressions`. They are kept in memory until
    another revision; before anything was written there are none.
    """
    known = dict(_words_of_documents(revision, reader)) if revision else {}
    for expression in expressions:
        for word in words_of(expression):
            known.setdefault(word, 0)
    better = {word: found for word in words if (found := _nearest_word(word, known))}
    return " ".join(better.get(word, word) for word in words_of(text)) if better else ""


def nearest(text: str, candidates: Collection[str], limit: int = 3) -> list[str]:
    """The candidates that look most like what was typed, best first; for a search that found nothing."""
    typed = " ".join(words_of(text))
    folded = {candidate: " ".join(words_of(candidate)) for candidate in candidates}
    alike = process.extract(typed, folded, scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=limit)
    return [candidate for _folded, _score, candidate in alike] if typed else []


def _nearest_word(word: str, known: dict[str, int]) -> str:
    """The known word that takes the fewest slips, the most frequent of several; empty when none is near."""
    most = FEW if len(word) <= SHORT_WORD else SOME
    near = process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=CANDIDATES)
    by_rank = sorted((distance, -known[found], found) for found, distance, _place in near if len(found) >= SHORTEST)
    return str(by_rank[0][2]) if by_rank else ""


@lru_cache(maxsize=3)
def _words_of_documents(revision: str, reader: Visibility) -> Counter[str]:  # noqa: ARG001 (it names what was read)
    """How often each word stands in what this reader may find."""
    columns = (SearchEntry.folded_title, SearchEntry.folded_summary, SearchEntry.folded_body)
    rows = db.session.execute(select(*columns).where(SearchEntry.visibility.in_(levels(reader))))
    return Counter(word for row in rows for text in row for word in text.split())
