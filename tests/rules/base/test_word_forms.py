"""A word is found under its singular, its plural and its feminine, and not under other words."""

import pytest

from portal.rules.base.text import fold
from portal.rules.base.words.forms import forms_of
from portal.rules.base.words.known import is_french


def meets(typed: str, written: str) -> bool:
    return any(
        fold(written).startswith(form) if len(form) > 3 else fold(written) == form for form in forms_of(fold(typed))
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("baux", "bail"),
        ("bail", "baux"),
        ("travaux", "travail"),
        ("locaux", "local"),
        ("local", "locaux"),
        ("logements", "logement"),
        ("voisine", "voisin"),
        ("voisines", "voisins"),
        ("handicapée", "handicapé"),
        ("handicapées", "handicap"),
        ("assistante", "assistants"),
        ("sociale", "sociaux"),
        ("loyers", "loyer"),
        ("garanties", "garantie"),
        ("vieille", "vieux"),
        ("impayé", "impayés"),
        ("agréée", "agréé"),
    ],
)
def test_a_form_meets_another(typed: str, written: str) -> None:
    assert meets(typed, written)


@pytest.mark.parametrize(
    ("typed", "written"),
    [("loyer", "loi"), ("RIS", "risque"), ("AIS", "aisance"), ("ADL", "adlib"), ("taux", "taille")],
)
def test_a_form_does_not_meet_another_word(typed: str, written: str) -> None:
    assert not meets(typed, written)


@pytest.mark.parametrize("word", ["chien", "punaises", "garantie", "baux", "loue"])
def test_the_language_knows_the_word(word: str) -> None:
    assert is_french(word)


@pytest.mark.parametrize(
    "word", ["garrantie", "dupont", "lefevre", "", "chien\npunaises", "6040", "chaîne", "a" * 10_000]
)
def test_the_language_does_not_know_it(word: str) -> None:
    assert not is_french(word)
