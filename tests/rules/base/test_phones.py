"""Telephone numbers are read as people write them, linked so that they dial, and found however they are typed."""

import pytest

from portal.rules.base.phones import dial, has_number, readable_phone, significant_digits
from portal.rules.refusals.network import PhoneUnreadable


@pytest.mark.parametrize(
    ("typed", "kept", "dialled"),
    [
        ("071 00 00 00", "+32 71 00 00 00", "+3271000000"),
        ("071/00.00.00", "+32 71 00 00 00", "+3271000000"),
        ("+32 (0)71 00 00 00", "+32 71 00 00 00", "+3271000000"),
        ("0800 12 345", "+32 800 12 345", "+3280012345"),
        ("+33 3 20 00 00 00", "+33 3 20 00 00 00", "+33320000000"),
        ("tel:+3271000000", "+32 71 00 00 00", "+3271000000"),
        ("107", "107", "107"),
        ("103", "103", "103"),
        ("112", "112", "112"),
        ("17 18", "1718", "1718"),
        ("1712", "1712", "1712"),
        ("116000", "116 000", "116000"),
        ("071 00 00 00 (poste 12)", "+32 71 00 00 00 (poste 12)", "+3271000000;ext=12"),
        ("071 00 00 00, int. 12", "+32 71 00 00 00 (poste 12)", "+3271000000;ext=12"),
        ("071 00 00 00 ext 12", "+32 71 00 00 00 (poste 12)", "+3271000000;ext=12"),
        ("071-00-00-00/01", "+32 71 00 00 00/01", "+3271000000"),
        ("071 00 00 00 / 01 / 02 Poste 4", "+32 71 00 00 00/01/02 (poste 4)", "+3271000000;ext=4"),
        ("02 123 45/67", "+32 2 123 45 67", "+3221234567"),
    ],
)
def test_a_number_is_kept_readable_reads_the_same_again_and_dials(typed: str, kept: str, dialled: str) -> None:
    assert readable_phone(typed) == kept
    assert readable_phone(kept) == kept
    assert (dial(typed), dial(kept)) == (dialled, dialled)
    assert significant_digits(typed) == significant_digits(kept)


@pytest.mark.parametrize(
    "typed", ["bonjour", "7100", "12", "02/123", "071 00 00 00 / 0475 12 34 56", "poste 12", "6000"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneUnreadable):
        readable_phone(typed)


def test_nothing_typed_is_nothing() -> None:
    assert readable_phone("  ") == ""


def test_a_number_with_words_around_it_dials_the_number() -> None:
    assert dial("071/00.00.11 (Luc, le matin)") == "+3271000011"


@pytest.mark.parametrize("typed", ["+32 71 00 00 11", "071 00 00 11", "071/00.00.11", "0032 71000011", "71 00 00"])
def test_a_number_is_found_however_it_is_typed(typed: str) -> None:
    assert has_number("+32 71 00 00 11", typed)
    assert has_number("071/00.00.11", typed)


@pytest.mark.parametrize("typed", ["", "Noé", "071 00 00 12", "6000", "71", "107"])
def test_other_words_and_a_few_digits_find_no_number(typed: str) -> None:
    assert not has_number("+32 71 60 00 11", typed)
    assert not has_number("", typed)


def test_a_short_number_is_found_whole() -> None:
    assert has_number("107", "107") and not has_number("+32 71 00 01 07", "107")
