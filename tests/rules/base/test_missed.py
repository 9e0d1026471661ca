"""Which words of a question may be counted: none that could tell of a person."""

import pytest

from portal.rules.base.search_terms import Equivalents, search_terms
from portal.rules.base.words.missed import countable

MEANING = Equivalents([["punaises de lit", "punaises"], ["CPAS", "centre public"]], [("Jumet", "Charleroi")])
FOUND = {"garantie", "loyer", "fatima"}  # a name may be found: that of a contact


def counted(text: str) -> tuple[str, ...]:
    terms = search_terms(text, MEANING)
    return countable(text, terms, [term for term in terms if not FOUND.intersection(term.words)])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("chien", ("chien",)),
        ("garantie chien", ("chien",)),
        ("un chien à Jumet", ("chien", "jumet")),
        ("Punaises de lit", ("punaises de lit",)),
        ("CPAS", ("cpas",)),
        ("chien chiens", ("chien",)),
    ],
)
def test_a_known_word_is_counted_alone(typed: str, words: tuple[str, ...]) -> None:
    assert counted(typed) == words


@pytest.mark.parametrize(
    "typed",
    [
        "garantie",
        "Dupont",
        "chien Dupont",
        "garantie Dupont",
        "chien Fatima",
        "chien 12",
        "85.07.30-033.28 chien",
        "071 00 00 00",
        "chien@example.org",
        "ma cliente veut partir ce soir avec son chien",
        "kot",
        "",
        "?",
    ],
)
def test_nothing_is_counted_of_names_numbers_and_sentences(typed: str) -> None:
    assert counted(typed) == ()
