"""People stand as in a telephone book, and one name is a name."""

from random import Random

import pytest

from portal.rules.base.names import NOBODY, book_order, called, full_name, in_order


def test_people_stand_as_in_a_telephone_book() -> None:
    book = [
        ("Zoé", "d’Aspremont"),
        ("Luc", "de Smet"),
        ("Ann", "D'Hondt"),
        ("Éric", "Dhont"),
        ("Bea", "Dupuis"),
        ("Bea", "Dupuis-Lenoir"),
        ("Cas", "Eeckhout"),
        ("Anna", "Éloy"),
        ("Zoé", "Éloy"),
        ("Can", "Öztürk"),
        ("", "Sukarno"),
        ("Teller", ""),
        ("Anna", "Zola"),
    ]
    mixed = Random(1).sample(book, len(book))

    assert sorted(mixed, key=lambda name: book_order(*name)) == book


def test_a_seat_without_a_name_comes_last() -> None:
    assert book_order("", "") == NOBODY > book_order("Zoé", "Žáček")


@pytest.mark.parametrize("given, family", [("", "Sukarno"), ("Sukarno", "")])
def test_one_name_is_a_name(given: str, family: str) -> None:
    assert full_name(given, family) == called(given, family) == "Sukarno"
    assert book_order(given, family) == book_order("", "Sukarno")


def test_things_stand_in_the_same_order() -> None:
    assert sorted(["Zone", "Écaussinnes", "école", "Anderlues", "Étalle"], key=in_order) == [
        "Anderlues",
        "Écaussinnes",
        "école",
        "Étalle",
        "Zone",
    ]
