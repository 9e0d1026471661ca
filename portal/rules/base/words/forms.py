"""The forms of a French word: under which beginnings its singular, plural and feminine are found in folded text."""

from functools import lru_cache

import snowballstemmer

SHORTEST_STEM = 4
# What no rule tells from other words in -aux, -ail, -eil or -eux.
_IRREGULAR = {
    "baux": "bail",
    "travaux": "travail",
    "vitraux": "vitrail",
    "soupiraux": "soupirail",
    "vieille": "vieux",
    "vieilles": "vieux",
    "yeux": "oeil",
}
_PLURALS = {"bail": "baux", "travail": "travaux", "vitrail": "vitraux", "soupirail": "soupiraux", "vieux": "vieille"}


def forms_of(word: str) -> tuple[str, ...]:
    """The beginnings under which a folded word, its plural and its feminine are found, its own first."""
    if one := _IRREGULAR.get(word):
        return (word, one)
    if many := _PLURALS.get(word):
        return (word, many)
    if word.endswith("aux") and len(word) > SHORTEST_STEM:
        return (word[:-1], word[:-3] + "al")
    if word.endswith("al") and len(word) > SHORTEST_STEM:
        return (word, word[:-2] + "aux")
    if word.endswith(("ale", "ales")) and len(word) > SHORTEST_STEM:
        masculine = word.removesuffix("s")[:-1]
        return (masculine, masculine[:-1] + "ux")
    return (stem(word),)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The beginning that the forms of a folded word share; the word itself where nothing is sure."""
    bare = _without_feminine(word)
    # Snowball turns "loyer" into "loi", which would find laws: a stem counts only as a beginning of the word.
    # A stemmer keeps the word it works on, so threads must not share one.
    found = str(snowballstemmer.stemmer("french").stemWord(bare))
    if len(found) >= SHORTEST_STEM and bare.startswith(found):
        return found
    return bare[:-1] if len(bare) > SHORTEST_STEM and bare[-1] in "sx" else bare


def _without_feminine(word: str) -> str:
    """Without the endings of a feminine participle: "handicapées" is found with "handicapé"."""
    for ending in ("ees", "ee"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)] + "e"
    return word
