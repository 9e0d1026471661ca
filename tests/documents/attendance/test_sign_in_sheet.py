"""The sign-in sheet, read back from its PDF."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pypdfium2
import pytest

from portal.documents.attendance.sign_in_sheet import SignInLine, SignInSheet, as_pdf

MADE_AT = datetime(2027, 1, 12, 8, tzinfo=UTC)
BREAKS = str.maketrans("", "", "\u200b\r\n")


def sheet(*names: str, meetings: tuple[str, ...] = ("14 janvier",), partner: str = "CPAS") -> SignInSheet:
    return SignInSheet(
        organisation="La Sambrienne",
        title="Comment accompagner un ménage\u202f?",
        when=("Jeudi 14 janvier 2027, 9\u00a0h\u00a0– 12\u00a0h\u00a030",),
        place="Salle du conseil",
        trainers=("Ana Modèle", "Tom Fictif"),
        meetings=meetings,
        lines=tuple(SignInLine(name, partner) for name in names),
        made_at=MADE_AT,
    )


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def one_line(content: bytes) -> str:
    """All the text without line ends, as long words are broken."""
    return "".join(pages(content)).translate(BREAKS)


def test_the_sheet_says_what_when_where_and_who() -> None:
    (page,) = pages(as_pdf(sheet("Démo Luc")))
    text = page.replace("\u00a0", " ").replace("\u202f", " ")
    for expected in (
        "La Sambrienne",
        "Feuille d’émargement",
        "Comment accompagner un ménage ?",
        "Date : Jeudi 14 janvier 2027, 9 h – 12 h 30",
        "Lieu : Salle du conseil",
        "Formation donnée par : Ana Modèle, Tom Fictif",
        "Sans inscription",
        "Page 1 sur 1",
    ):
        assert expected in text


def test_the_lines_are_numbered_in_the_order_given() -> None:
    (page,) = pages(as_pdf(sheet("Test Karim", "Démo Luc")))
    assert re.search(r"1\s+Test Karim\s+CPAS\s+2\s+Démo Luc\s+CPAS", page)


def test_the_header_and_the_page_number_stand_on_each_page() -> None:
    texts = pages(as_pdf(sheet(*(f"Exemple {number}" for number in range(60)))))
    assert len(texts) == 3
    for number, text in enumerate(texts, start=1):
        assert re.search(r"N°\s+Nom\s+Association\s+Signature", text)
        assert f"Page {number} sur 3" in text


def test_each_meeting_has_its_column_on_a_lying_page() -> None:
    content = as_pdf(sheet("Démo Luc", meetings=("14 janvier", "21 janvier")))
    assert re.search(r"Signature, 14 janvier\s+Signature, 21 janvier", pages(content)[0])
    width, height = pypdfium2.PdfDocument(content)[0].get_size()
    assert (round(width), round(height)) == (842, 595)


def test_the_file_declares_itself_accessible_titled_and_french() -> None:
    content = as_pdf(sheet("Démo Luc"))
    document = pypdfium2.PdfDocument(content)
    assert b"pdfuaid" in content and b"/MarkInfo" in content and b"(fr-BE)" in content
    assert document.get_metadata_value("Title").startswith("Feuille d’émargement – Comment accompagner")
    document.close()


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Łukasz Çağdaş čş", "Łukasz Çağdaş čş"),
        ("محمد", "محمد"),
        ("Παπαδόπουλος Γιώργος", "Παπαδόπουλος Γιώργος"),
        ("ሰላም", "[écriture non disponible]"),
        ("Luc 🙂", "Luc [signe]"),
        ("Zoe\u0308 \u202eb\x00\x1b", "Zoë b"),
        ('#strong[x] $a$ \\ */ "`', '#strong[x] $a$ \\ */ "`'),
    ],
)
def test_every_name_is_printed_as_far_as_the_typeface_goes(name: str, drawn: str) -> None:
    assert drawn in pages(as_pdf(sheet(name)))[0]


@pytest.mark.parametrize("name", ["W" * 200, "Nom " * 50, "Exemple/" * 25])
def test_a_long_name_is_printed_whole_inside_its_column(name: str) -> None:
    content = as_pdf(sheet(name, partner="x"))
    printed = one_line(content).replace(" ", "")
    assert name.replace(" ", "") in printed
    assert _furthest_right(content, "WNEm") < 300


def test_a_sheet_without_anyone_still_has_room_for_walk_ins() -> None:
    assert "Sans inscription" in pages(as_pdf(sheet()))[0]


def test_the_same_sheet_gives_the_same_bytes_in_every_thread() -> None:
    one = as_pdf(sheet("Démo Luc"))
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: as_pdf(sheet("Démo Luc")), range(16))) == {one}


def _furthest_right(content: bytes, letters: str) -> float:
    """The right edge, in points, of the given letters below the heading of the table."""
    text = pypdfium2.PdfDocument(content)[0].get_textpage()
    whole = text.get_text_range()
    after = whole.index("Signature")
    return max(text.get_charbox(place)[2] for place in range(after, len(whole) - 60) if whole[place] in letters)


def test_a_seat_without_a_name_has_its_line_and_the_toolkit_its_code() -> None:
    with_both = replace(sheet("Démo Luc", ""), toolkit=("Se chauffer", "https://example.org/boite-a-outils/chauffer"))
    content = as_pdf(with_both)
    (page,) = pages(content)
    assert re.search(r"2\s+Place sans nom\u00a0:\s+CPAS", page)
    assert "La boîte à outils" in page and "Se chauffer" in page
    assert b"pdfuaid" in content and len(content) > len(as_pdf(sheet("Démo Luc", "")))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_signatures_take_more_room_than_names(number: int) -> None:
    """The columns to sign in are 41 mm wide at least."""
    labels = tuple(f"lun. {day} nov. matin" for day in range(20, 20 + number))
    text = pypdfium2.PdfDocument(as_pdf(sheet("Démo Luc", meetings=labels)))[0].get_textpage()
    whole = text.get_text_range()
    lefts = [text.get_charbox(found.start())[0] for found in re.finditer("Signature", whole)]
    assert len(lefts) == number
    assert all(after - before > 116 for before, after in pairwise(lefts))
