"""What a visitor types becomes a safe query that finds what she means."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.base.search_terms import Equivalents, Term, fts5_query, search_terms, shadow, tsquery, weak_terms

MEANING = Equivalents(
    groups=(
        ("CPAS", "centre public d'action sociale"),
        ("AIS", "agence immobilière sociale"),
        ("chauffage", "chaudière"),
        ("panne", "chaudière"),
    ),
    leads=(("Jumet", "Charleroi"),),
)
TEXTS = (
    "Payer l’énergie : le tarif social et les compteurs",
    "Le CPAS de Charleroi",
    "Centre public d’action sociale de Gerpinnes",
    "Calculer le loyer",
    "Les lois sur le bail",
    "Entretenir les chaudières",
    "Logements publics et agences immobilières sociales",
    "Louer un local",
    "Le cœur du quartier",
    "Anne Dupont, near and or not",
)


def every(terms: list[Term]) -> str:
    """What SQLite is asked for a row that answers every term."""
    return " AND ".join(fts5_query((*term.phrases, *term.others, *term.leads)) for term in terms)


def found(query: str, texts: tuple[str, ...] = TEXTS) -> list[str]:
    """The texts that SQLite finds for what was typed."""
    match = every(search_terms(query, MEANING))
    if not match:
        return []
    with sqlite3.connect(":memory:") as engine:
        engine.execute("CREATE VIRTUAL TABLE words USING fts5(text, prefix='2 3')")
        engine.executemany("INSERT INTO words VALUES (?)", [(shadow(text),) for text in texts])
        rows = engine.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (match,)).fetchall()
    return [texts[row[0] - 1] for row in rows]


@pytest.mark.parametrize("typed", ["energie", "énergie", "ÉNERGIES", "d'énergie", "l’énergie", "qu'energie", "energ"])
def test_energy_is_found_with_or_without_accents_articles_and_plural(typed: str) -> None:
    assert found(typed) == [TEXTS[0]]


@pytest.mark.parametrize(
    "typed",
    [
        "CPAS",
        "cpas",
        "C.P.A.S.",
        "c.p.a.s",
        "du C.P.A.S.",
        "C·P·A·S",
        "centre public d'action sociale",
        "centres publics d’action sociale",
    ],
)
def test_an_acronym_and_its_long_form_find_each_other(typed: str) -> None:
    assert found(typed) == [TEXTS[1], TEXTS[2]]


def test_a_synonym_is_wanted_together_with_the_other_words() -> None:
    assert found("CPAS Gerpinnes") == [TEXTS[2]]


@pytest.mark.parametrize("typed", ["loyer", "loyers", "le loyer"])
def test_rent_does_not_find_laws(typed: str) -> None:
    assert found(typed) == [TEXTS[3]]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("logement public", TEXTS[6]),
        ("agence immobiliere sociale", TEXTS[6]),
        ("locaux", TEXTS[7]),
        ("coeur", TEXTS[8]),
        ("chauffage", TEXTS[5]),
        ("bail", TEXTS[4]),
    ],
)
def test_words_find_their_other_forms(typed: str, text: str) -> None:
    assert text in found(typed)


@pytest.mark.parametrize(
    "typed",
    [
        '"energie"',
        "energie*",
        "(energie",
        "energie)",
        "-energie",
        "^energie",
        "energie:",
        "{energie}",
        "'energie'",
    ],
)
def test_signs_of_the_query_language_are_only_signs(typed: str) -> None:
    assert found(typed) == [TEXTS[0]]


@pytest.mark.parametrize("typed", ["NEAR AND OR NOT", "near(and, or)", "Dupont AND near"])
def test_operators_are_words_like_others(typed: str) -> None:
    assert found(typed) == [TEXTS[9]]


@pytest.mark.parametrize("typed", ["", "   ", "?!…", '"', "'", "***", "’’’", "\x00", "🙂"])
def test_only_signs_search_for_nothing(typed: str) -> None:
    assert search_terms(typed) == []


def test_stop_words_are_dropped_beside_others_and_kept_alone() -> None:
    assert search_terms("le loyer de la maison") == search_terms("loyer maison")
    assert search_terms("sur") == [Term((("sur",),))]


def test_short_words_are_searched_whole() -> None:
    assert every(search_terms("n° 12")) == '("12")'
    assert search_terms("n° 12") == [Term((("12",),))]


def test_ten_thousand_characters_are_capped() -> None:
    long_word = search_terms("x" * 10_000)
    many_words = search_terms(" ".join(f"mot{number}" for number in range(2000)))
    assert [len(phrase[0]) for phrase in long_word[0].phrases] == [60]
    assert len(many_words) == 12


def test_a_word_typed_twice_is_one_term() -> None:
    assert search_terms("loyer loyers") == search_terms("loyer")


def test_the_two_query_languages_say_the_same() -> None:
    cpas, energy, twelve, ris = search_terms("cpas d'énergie 12 RIS", MEANING)
    typed = [term.phrases for term in (cpas, energy, twelve, ris)]
    assert [fts5_query(phrases) for phrases in typed] == ['("cpas"*)', '("energ"*)', '("12")', '("ris")']
    assert [tsquery(phrases) for phrases in typed] == ["'cpas':*", "'energ':*", "'12'", "'ris'"]
    assert fts5_query(cpas.others, "folded_body") == '{folded_body} : (NEAR("centr"* "public"* "action"* "social"*, 2))'
    assert tsquery(cpas.others, "A") == "('centr':*A <-> 'public':*A <-> 'action':*A <-> 'social':*A)"


def test_two_words_of_an_expression_are_met_in_any_order_in_both_languages() -> None:
    [term] = search_terms("action social", Equivalents([["action social"]]))
    assert fts5_query(term.phrases) == '(NEAR("action"* "social"*, 0))'
    assert tsquery(term.phrases) == "('action':* <-> 'social':*) | ('social':* <-> 'action':*)"


def test_a_word_of_two_groups_stands_for_both() -> None:
    [term] = search_terms("chaudières", MEANING)
    assert [term.phrases, term.others] == [(("chaudier",),), (("chauffag",), ("pann",))]


def test_a_lead_goes_one_way() -> None:
    assert search_terms("Jumet", MEANING)[0].leads == (("charleroi",),)
    assert search_terms("Charleroi", MEANING)[0].leads == ()


def test_the_words_of_an_expression_are_weak_terms_beside_it() -> None:
    terms = search_terms("agence immobilière sociale à Jumet", MEANING)
    assert [term.words for term in terms] == [("agence", "immobiliere", "sociale"), ("jumet",)]
    assert [(term.words, term.weak) for term in weak_terms(terms, MEANING)] == [
        (("agence",), True),
        (("immobiliere",), True),
        (("sociale",), True),
    ]


def test_the_shadow_is_folded_and_whole() -> None:
    assert shadow("L’Œuvre d'Émile : 25 €\nmieux-vivre") == "oeuvre emile 25 mieux vivre"


def test_an_acronym_is_one_word_and_other_dots_part_words() -> None:
    assert shadow("L’A.I.S. et le C.P.A.S de Gilly") == "ais et le cpas de gilly"
    assert shadow("p.ex. le n° 1.2.3, M. A. Démo, a.bc, www.a.example") == "p ex le n 1 2 3 m a demo a bc www a example"


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_query_sqlite_understands(typed: str) -> None:
    found(typed, ("un texte",))


@given(st.text(alphabet="aàbéz '’-œ\"*", min_size=1, max_size=30))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    assert found(text, (text,)) == ([text] if search_terms(text) else [])


def test_only_the_first_four_hundred_characters_are_read() -> None:
    assert search_terms("le  " * 100 + "loyer") == search_terms("le")
