"""Folding, squeezing and naming text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.base.text import fold, fold_email, is_safe_name, slugify, squeeze, tidy

ANY_TEXT = st.text(max_size=60)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Médiation de Quartier", "mediation de quartier"),
        ("L’Évêque", "l'eveque"),
        ("cœur ŒUVRE ex æquo", "coeur oeuvre ex aequo"),
        ("Łukasz Çağdaş Żółć", "lukasz cagdas zolc"),
        ("İstanbul ısı", "istanbul isi"),
        ("e\u0301nergie", "energie"),
        ("  deux\u00a0 \u202f mots\n", "deux mots"),
        ("Montigny–le‑Tilleul", "montigny-le-tilleul"),
        ("Straße", "strasse"),
        ("محمد", "محمد"),
    ],
)
def test_two_spellings_of_the_same_words_fold_alike(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_words_without_accents_fold_as_they_do_beside_some(text: str) -> None:
    assert fold(f"{text}e") == fold(f"{text}é")


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_a_squeezed_text_is_one_line_so_several_can_be_kept_one_a_line(text: str) -> None:
    assert len(squeeze(text).splitlines()) <= 1


def test_an_address_is_compared_without_case_or_space_but_keeps_its_accents() -> None:
    assert fold_email(" Jérôme.Test+A@Example.ORG\u200b ") == "jérôme.test+a@example.org"


def test_an_address_keeps_the_letters_that_full_folding_would_rewrite() -> None:
    assert fold_email("groß@example.org") == "groß@example.org"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Fontaine-l’Évêque", "fontaine-l-eveque"),
        ("  Œuvre n° 1 !", "oeuvre-n-1"),
        ("🙂", "sans-titre"),
        ("محمد", "sans-titre"),
    ],
)
def test_a_slug_holds_latin_letters_digits_and_single_hyphens(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    assert slugify("comprendre les points", length=14) == "comprendre-les"
    assert slugify("comprendre les points", length=13) == "comprendre"
    assert slugify("a" * 200, length=10) == "a" * 10


@given(ANY_TEXT)
def test_every_slug_can_stand_in_an_address(text: str) -> None:
    slug = slugify(text)
    assert slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == "" and 0 < len(slug) <= 80


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana \t Modèle\r\nBcc: x ", "Ana Modèle Bcc: x"),
        ("Ana\u202eeledoM", "AnaeledoM"),
        ("An\x00a\x1b[31m", "Ana[31m"),
        ("An\u200ba", "Ana"),
        ("\ud800Ana", "Ana"),
        ("Zoe\u0301", "Zoé"),
        ("رضا\u200cپور", "رضا\u200cپور"),
        ("👩\u200d🌾", "👩\u200d🌾"),
    ],
)
def test_squeezing_keeps_the_name_and_drops_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert squeeze(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Qui\u00a0vient \u202f?", "Qui vient\u202f?"),
        ("Arrêt «\u202fGare\u202f»\u00a0; \u00a0quai 2", "Arrêt «\u202fGare\u202f»\u00a0; quai 2"),
        ("Qui  vient ?\u202f", "Qui vient ?"),
    ],
)
def test_a_tidy_line_keeps_the_spaces_of_french_signs_and_no_other(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@given(ANY_TEXT)
def test_a_tidy_line_says_what_the_squeezed_one_says(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert squeeze(tidy(text)) == squeeze(text)


@given(ANY_TEXT)
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@pytest.mark.parametrize("name", ["J.-P. Démo", "Ana d’Exemple", "محمد", "St. Pierre", "A" * 200, "O'Test", "Dr.Test"])
def test_ordinary_names_are_safe(name: str) -> None:
    assert is_safe_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ana\u202e",
        " Ana",
        "",
        "🙂",
        "12",
        "A" * 201,
        "gagnez https://x",
        "www.exemple",
        "ana@example.org",
        "evil.com",
        "EVIL.COM",
        "<b>Ana",
    ],
)
def test_names_that_lure_or_hide_are_not_safe(name: str) -> None:
    assert not is_safe_name(name)
