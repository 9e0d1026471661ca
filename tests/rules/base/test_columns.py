"""What the columns of a table hold, by the words at their head."""

from portal.rules.base.tables.columns import recognise

WORDS = {"name": ("nom", "nom et prénom"), "email": ("e-mail", "adresse"), "site": ("site", "antenne", "nom du site")}


def test_case_accents_and_signs_do_not_matter() -> None:
    assert recognise(["NOM ET PRENOM", "E-mail (pro)", "Antenne :"], WORDS) == ("name", "email", "site")


def test_the_longer_words_go_first() -> None:
    assert recognise(["Nom du site", "Nom"], WORDS) == ("site", "name")


def test_a_head_that_is_the_word_goes_before_one_that_holds_it() -> None:
    assert recognise(["Adresse du domicile", "Adresse"], WORDS) == ("", "email")


def test_what_is_not_known_is_not_guessed() -> None:
    assert recognise(["Né(e) le", ""], WORDS) == ("", "")


def test_a_part_of_a_word_is_not_the_word() -> None:
    assert recognise(["Prénom", "Visites"], WORDS) == ("", "")
