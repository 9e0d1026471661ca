"""One French search for both databases: what a visitor typed becomes quoted prefixes over a folded text.

Folding comes first and stemming after it, at query time only. The stored text (`shadow`) and the query
are cut into words by the same function, so that SQLite and PostgreSQL find the same rows.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

from portal.rules.base.text import fold
from portal.rules.base.words.forms import forms_of, stem

QUERY_LENGTH = 400
TERM_LIMIT = 12
WORD_LENGTH = 60
SHORTEST_PREFIX = 4
ANY_ORDER = 3

Synonyms = Sequence[Sequence[str]]
# What is typed, and what it also stands for: a section of a commune leads to the commune, never the other way.
Leads = Sequence[tuple[str, str]]

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

# Beginnings of words that stand next to each other; words of one to three letters are meant whole: RIS is not "risque".
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing searched for: a row answers it when it holds any of the phrases, of what means the same (`others`), or
    of what it leads to.

    `words` are those that were typed, folded; `known` says that our synonyms or localities have them. A `weak` one is a
    word of an expression: it need not be answered, and counts little.
    """

    phrases: tuple[Phrase, ...]
    others: tuple[Phrase, ...] = ()
    leads: tuple[Phrase, ...] = ()
    words: tuple[str, ...] = field(default=(), compare=False)
    known: bool = field(default=False, compare=False)
    weak: bool = False


def words_of(text: str) -> list[str]:
    """The folded words of a text in order, without elided articles, hyphens and signs; 60 characters each.

    An acronym is one word, with or without its dots: C.P.A.S. is cpas.
    """
    whole = without_dots(_ELISION.sub(" ", fold(text)))
    return [word[:WORD_LENGTH] for word in _WORD.findall(whole)]


def without_dots(text: str) -> str:
    """The text with its acronyms in one piece: "le C.P.A.S. de Gilly" is "le CPAS. de Gilly"."""
    return _ACRONYM.sub(lambda found: re.sub("[.·]", "", found[0]), text)


def is_common(word: str) -> bool:
    """Whether a folded word counts only when it stands alone."""
    return word in _STOP_WORDS


def shadow(text: str) -> str:
    """The folded text to index beside the original: its words, one space apart, whole and not stemmed."""
    return " ".join(words_of(text))


class Equivalents:
    """Groups of words or phrases that mean the same, found by stems: "logements publics" meets "logement public".

    A phrase of several groups stands for all that they hold; `leads` go one way.
    """

    def __init__(self, groups: Synonyms = (), leads: Leads = ()) -> None:
        self._meant: dict[Phrase, tuple[Phrase, ...]] = {}
        self._led: dict[Phrase, tuple[Phrase, ...]] = {}
        for group in groups:
            worded = [words for words in map(words_of, group) if words]
            phrases = tuple(phrase for words in worded for phrase in _phrases(words))
            for words in worded:
                _add(self._meant, words, phrases)
        for typed, meant in leads:
            if (words := words_of(typed)) and (target := words_of(meant)):
                _add(self._led, words, _phrases(target))
        self._longest = max(map(len, (*self._meant, *self._led)), default=1)

    def match(self, words: Sequence[str]) -> Term:
        """The term that begins here, longest phrase first: its `words` are those that it takes."""
        for length in range(min(self._longest, len(words)), 0, -1):
            typed, key = tuple(words[:length]), _key(words[:length])
            if key in self._meant or key in self._led:
                own = _phrases(typed)
                others = tuple(phrase for phrase in self._meant.get(key, ()) if phrase not in own)
                return Term(own, others, self._led.get(key, ()), words=typed, known=True)
        return Term(_phrases(words[:1]), words=tuple(words[:1]))


NOTHING_MEANT = Equivalents()


def search_terms(text: str, meaning: Equivalents = NOTHING_MEANT) -> list[Term]:
    """What is searched for when this text is typed, each term with its equivalents.

    Reads the first 400 characters and gives at most 12 different terms; none when nothing but signs was typed. Stop
    words count only when alone.
    """
    words = words_of(text[:QUERY_LENGTH])
    found: list[Term] = []
    common: list[Term] = []
    while words:
        term = meaning.match(words)
        kept = common if len(term.words) == 1 and words[0] in _STOP_WORDS else found
        kept.append(term)
        del words[: len(term.words)]
    return list(dict.fromkeys(found or common))[:TERM_LIMIT]


def weak_terms(terms: Iterable[Term], meaning: Equivalents = NOTHING_MEANT) -> list[Term]:
    """The words of those expressions that have several, one by one: an answer in part holds some of them."""
    words = [word for term in terms if len(term.words) > 1 for word in term.words if word not in _STOP_WORDS]
    found = [replace(meaning.match([word]), weak=True) for word in words]
    return list(dict.fromkeys(found))[:TERM_LIMIT]


def fts5_query(phrases: Iterable[Phrase], column: str = "") -> str:
    """The MATCH string of SQLite FTS5 for rows that hold any of these phrases (at least one), in one column or any."""
    any_of = f"({' OR '.join(map(_fts5_phrase, phrases))})"
    return f"{{{column}}} : {any_of}" if column else any_of


def tsquery(phrases: Iterable[Phrase], weight: str = "") -> str:
    """The string for PostgreSQL's to_tsquery('simple', …); `weight`, A to D, is the part of the row to find it in."""
    return " | ".join(_ts_phrase(phrase, weight) for phrase in phrases)


def _fts5_phrase(phrase: Phrase) -> str:
    words = " ".join(f'"{word}"' + ("*" if _goes_on(word) else "") for word in phrase)
    # A phrase of FTS5 takes a prefix in its last word only; NEAR takes one in each, in any order.
    return f"NEAR({words}, {len(phrase) - 2})" if len(phrase) > 1 else words


def _ts_phrase(phrase: Phrase, weight: str) -> str:
    if len(phrase) == 1:
        return _ts_word(phrase[0], weight)
    # In any order, as NEAR finds them; four words in another order are not worth their 24 ways.
    orders = permutations(phrase) if len(phrase) <= ANY_ORDER else [phrase]
    return " | ".join(f"({' <-> '.join(_ts_word(word, weight) for word in words)})" for words in orders)


def _ts_word(word: str, weight: str) -> str:
    marks = ("*" if _goes_on(word) else "") + weight
    return f"'{word}':{marks}" if marks else f"'{word}'"


def _goes_on(word: str) -> bool:
    return len(word) >= SHORTEST_PREFIX


def _add(kept: dict[Phrase, tuple[Phrase, ...]], words: Sequence[str], phrases: tuple[Phrase, ...]) -> None:
    key = _key(words)
    kept[key] = tuple(dict.fromkeys((*kept.get(key, ()), *phrases)))


def _key(words: Sequence[str]) -> Phrase:
    return tuple(stem(word) for word in words)


def _phrases(words: Sequence[str]) -> tuple[Phrase, ...]:
    if len(words) == 1:
        return tuple((form,) for form in forms_of(words[0]))
    return (_key(words),)
