"""One French search for both databases: what a visitor typed becomes quoted prefixes over a folded text.

Folding comes first and stemming after it, at query time only. The stored text (`shadow`) and the query
are cut into words by the same function, so that SQLite and PostgreSQL find the same rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from portal.rules.base.text import fold

QUERY_LENGTH = 400
TERM_LIMIT = 12
WORD_LENGTH = 60
SHORTEST_STEM = 4
SHORTEST_PREFIX = 3

Synonyms = Sequence[Sequence[str]]

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|presqu|puisqu|quelqu|quoiqu)'(?=\w)")
_WORD = re.compile(r"[^\W_]+")
# "c.p.a.s.": single letters with a full stop or a middle dot after each.
_ACRONYM = re.compile(r"(?<![^\W_])(?:[^\W\d_][.·]){1,11}[^\W\d_](?![^\W_])")
_COMMON = """
    a ai ainsi alors apres as au aucun aussi autre autres aux avant avec avoir c ca car ce cela ces cet
    cette ceux chez ci comme comment d dans de depuis des donc du elle elles en encore entre est et etaient
    etait ete etes etre eu faire fait fois font h ici il ils j je l la le les leur leurs lors lui m ma mais
    me meme mes moi mon n ne ni nos notre nous on ont or ou par parce pas pendant peu peut plus pour
    pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si sinon son sont sous
    soyez sur t ta tandis te tes toi ton tous tout toute toutes tres tu un une vers voici voila vos votre
    vous vu y
"""
_STOP_WORDS = frozenset(_COMMON.split())

# Beginnings of words that stand next to each other; words of one or two letters are meant whole.
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing searched for: a row answers it when it holds any of the phrases."""

    phrases: tuple[Phrase, ...]


def words_of(text: str) -> list[str]:
    """The folded words of a text in order, without elided articles, hyphens and signs; 60 characters each.

    An acronym is one word, with or without its dots: C.P.A.S. is cpas.
    """
    whole = without_dots(_ELISION.sub(" ", fold(text)))
    return [word[:WORD_LENGTH] for word in _WORD.findall(whole)]


def without_dots(text: str) -> str:
    """The text with its acronyms in one piece: "le C.P.A.S. de Gilly" is "le CPAS. de Gilly"."""
    return _ACRONYM.sub(lambda found: re.sub("[.·]", "", found[0]), text)


def shadow(text: str) -> str:
    """The folded text to index beside the original: its words, one space apart, whole and not stemmed."""
    return " ".join(words_of(text))


def search_terms(text: str, synonyms: Synonyms = ()) -> list[Term]:
    """What is searched for when this text is typed, all of it wanted, each term with its equivalents.

    `synonyms` are groups of words or phrases that mean the same. Reads the first 400 characters and gives at
    most 12 different terms; none when nothing but signs was typed. Stop words count only when alone.
    """
    words = words_of(text[:QUERY_LENGTH])
    groups = _Synonyms(synonyms)
    found: list[Term] = []
    common: list[Term] = []
    while words:
        term, length = groups.match(words)
        kept = common if length == 1 and words[0] in _STOP_WORDS else found
        kept.append(term)
        del words[:length]
    return list(dict.fromkeys(found or common))[:TERM_LIMIT]


def fts5_query(terms: Sequence[Term]) -> str:
    """The MATCH string of SQLite FTS5 for these terms; empty when there is none, and then not to be run."""
    return " AND ".join(f"({' OR '.join(map(_fts5_phrase, term.phrases))})" for term in terms)


def tsquery(terms: Sequence[Term]) -> str:
    """The string for PostgreSQL's to_tsquery('simple', …); empty when there is none: then not to be run."""
    return " & ".join(f"({' | '.join(map(_ts_phrase, term.phrases))})" for term in terms)


def _fts5_phrase(phrase: Phrase) -> str:
    words = " ".join(f'"{word}"' + ("*" if _goes_on(word) else "") for word in phrase)
    # A phrase of FTS5 takes a prefix in its last word only; NEAR takes one in each, in any order.
    return f"NEAR({words}, {len(phrase) - 2})" if len(phrase) > 1 else words


def _ts_phrase(phrase: Phrase) -> str:
    words = " <-> ".join(f"'{word}'" + (":*" if _goes_on(word) else "") for word in phrase)
    return f"({words})" if len(phrase) > 1 else words


def _goes_on(word: str) -> bool:
    return len(word) >= SHORTEST_PREFIX


class _Synonyms:
    """The groups, found by the stems of their phrases: "logements publics" meets "logement public"."""

    def __init__(self, groups: Synonyms) -> None:
        self._groups: dict[Phrase, tuple[Phrase, ...]] = {}
        for group in groups:
            worded = [words_of(text) for text in group]
            phrases = tuple(phrase for words in worded if words for phrase in _phrases(words))
            self._groups.update({_key(words): phrases for words in worded if words})
        self._longest = max(map(len, self._groups), default=1)

    def match(self, words: Sequence[str]) -> tuple[Term, int]:
        """The term that begins here, longest phrase first, and how many words it takes."""
        for length in range(min(self._longest, len(words)), 0, -1):
            typed = words[:length]
            if others := self._groups.get(_key(typed)):
                return Term(tuple(dict.fromkeys((*_phrases(typed), *others)))), length
        return Term(_phrases(words[:1])), 1


def _key(words: Sequence[str]) -> Phrase:
    return tuple(_stem(word) for word in words)


def _phrases(words: Sequence[str]) -> tuple[Phrase, ...]:
    if len(words) == 1:
        return tuple((form,) for form in _forms(words[0]))
    return (_key(words),)


def _forms(word: str) -> tuple[str, ...]:
    """The beginnings under which a word and its plural are found."""
    if word.endswith("aux") and len(word) > SHORTEST_STEM:
        return (word[:-1], word[:-3] + "al")
    if word.endswith("al") and len(word) > SHORTEST_STEM:
        return (word, word[:-2] + "aux")
    return (_stem(word),)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    # Snowball turns "loyer" into "loi", which would find laws: a stem counts only as a beginning of the word.
    # A stemmer keeps the word it works on, so threads must not share one.
    stem = str(snowballstemmer.stemmer("french").stemWord(word))
    if len(stem) >= SHORTEST_STEM and word.startswith(stem):
        return stem
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] in "sx" else word
