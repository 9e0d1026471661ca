"""What the typeface of our PDFs can draw, and what stands in for the rest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from portal.documents.base.font_coverage import covered_characters, drawable
from portal.documents.base.pdf import FONTS

REGULAR = FONTS / "AtkinsonHyperlegibleNext-Regular.ttf"
COVERED = covered_characters(REGULAR)


def test_the_typeface_draws_french_and_the_names_of_our_neighbours() -> None:
    wanted = "abcXYZ0189 éèêëàâäîïôöùûüçœæŒÆÉÀÇ’«»–—…€°º şğıİçöü łŁąężźćńś čšžřňťď őű ășț \u00a0\u202f"
    assert [letter for letter in wanted if ord(letter) not in COVERED] == []


def test_the_table_agrees_with_another_reader_of_the_font() -> None:
    font = ImageFont.truetype(str(REGULAR), 40, layout_engine=ImageFont.Layout.BASIC)
    missing = bytes(font.getmask("\U0010fffd"))
    shapes = {code: bytes(font.getmask(chr(code))) for code in (*range(0xA1, 0x250), 0x2022, 0x2192, 0x5B57, 0x1F642)}
    drawn_alike = {code for code, shape in shapes.items() if shape != missing and code != 0xAD}
    assert drawn_alike == {code for code in shapes if code in COVERED and code != 0xAD}


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Łukasz Çağdaş", "Łukasz Çağdaş"),
        ("Zoe\u0308", "Zoë"),
        ("محمد علي", "[écriture non disponible]"),
        ("Luc 🙂🙂 Démo", "Luc [signe] Démo"),
        ("👩\u200d🌾", "[signe]"),
        ("ok ✔\ufe0f", "ok [signe]"),
        ("王🙂 小明 Démo", "[écriture non disponible] Démo"),
        ("ａｂ", "ab"),
        ("ḗ", "e"),
        ("a\u2011b", "a-b"),
        ("", ""),
    ],
)
def test_what_cannot_be_drawn_is_replaced(typed: str, drawn: str) -> None:
    assert drawable(typed, COVERED) == drawn


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_drawable(typed: str) -> None:
    assert {ord(letter) for letter in drawable(typed, COVERED)} <= COVERED | {10, 9}


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.ttf"
    other.write_bytes(bytes(64))
    with pytest.raises(ValueError, match="no cmap table"):
        covered_characters(other)
