"""Tables that people bring, read from pasted cells, CSV, XLSX and ODS; and those that ask for too much."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
import xlsxwriter

from portal.documents.base import spreadsheet, tables
from portal.documents.base.spreadsheet import Table
from portal.rules.refusals.base import TableEmpty, TableTooLarge, TableTooLong, TableUnreadable

HEAD = ["Nom", "Adresse"]
ROW = ["Élodie Lefèvre", "elodie@example.org"]


def xlsx(*rows: tuple[str | int, ...]) -> bytes:
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    return b"".join(spreadsheet.as_xlsx(Table("", (), tuple(HEAD), rows, made_at)))


def archive(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in members.items():
            book.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def xlsx_of_one_cell(place: str) -> bytes:
    """A workbook that holds two cells, the second wherever it is said to be."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_number(0, 0, 1)
        page.write_number(1, 1, 1)
    with zipfile.ZipFile(file) as read:
        members = {name: read.read(name).decode() for name in read.namelist()}
    row = "".join(sign for sign in place if sign.isdigit())
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace('r="B2"', f'r="{place}"').replace(
        '<row r="2"', f'<row r="{row}"'
    )
    return archive(members)


def ods(cells: str) -> bytes:
    office, table, text = (
        "urn:oasis:names:tc:opendocument:xmlns:" + name for name in ("office:1.0", "table:1.0", "text:1.0")
    )
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body>'
        f'<office:spreadsheet><table:table table:name="A">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest:manifest xmlns:manifest="{listed}"></manifest:manifest>'
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def repeated(rows: int, columns: int) -> bytes:
    """An ODS of one cell that says how often it stands there."""
    return ods(
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>a</text:p></table:table-cell></table:table-row>'
    )


@pytest.mark.parametrize("sign", ["\t", ";", ","])
def test_cells_are_found_whatever_stands_between_them(sign: str) -> None:
    assert tables.from_text("\r\n".join(sign.join(row) for row in (HEAD, ROW)), 10) == [HEAD, ROW]


def test_a_comma_inside_a_cell_is_no_border() -> None:
    assert tables.from_text('Nom;Fonction\n"Essai; Noé";"accueil, rue"', 10) == [
        ["Nom", "Fonction"],
        ["Essai; Noé", "accueil, rue"],
    ]


def test_one_column_of_names_is_a_table() -> None:
    assert tables.from_text("Noé Essai\n\nInès Épreuve\n", 10) == [["Noé Essai"], ["Inès Épreuve"]]


def test_the_line_by_which_excel_says_its_sign_is_no_row() -> None:
    assert tables.from_text("sep=;\r\nNom;Adresse\r\n", 10) == [HEAD]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_csv_is_read_as_it_was_saved(encoding: str) -> None:
    content = "\r\n".join(";".join(row) for row in (HEAD, ROW)).encode(encoding)

    assert tables.from_file(content, 10) == [HEAD, ROW]


def test_a_workbook_is_read_by_what_it_holds() -> None:
    assert tables.from_file(xlsx(tuple(ROW)), 10) == [HEAD, ROW]


def test_a_text_cell_of_an_ods_keeps_its_zero_and_a_number_has_none_to_keep() -> None:
    cells = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>0475</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="475"><text:p>0475</text:p></table:table-cell>'
        "</table:table-row>"
    )

    assert tables.from_file(ods(cells), 10) == [["0475", "475"]]


def test_the_files_that_ask_for_little_are_read() -> None:
    """What is refused below is refused for what it asks, not for how it is written."""
    assert tables.from_file(xlsx_of_one_cell("B2"), 10) == [["1", ""], ["", "1"]]
    assert tables.from_file(repeated(2, 3), 10) == [["a", "a", "a"]] * 2


@pytest.mark.parametrize(
    "content",
    [
        xlsx_of_one_cell("XFD1048576"),
        repeated(1_000_000, 16_000),
    ],
    ids=["one cell far away", "one cell a thousand million times"],
)
def test_a_small_file_that_asks_for_gigabytes_is_refused_and_we_live(content: bytes) -> None:
    assert len(content) < 8_000

    with pytest.raises((TableUnreadable, TableTooLong)):
        tables.from_file(content, 1_000)


@pytest.mark.parametrize("content", [b"PK\x03\x04 not an archive", b"\xd0\xcf\x11\xe0 old office", b"\0\0\0\0\x01"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(TableUnreadable):
        tables.from_file(content, 10)


def test_nothing_is_refused_as_nothing() -> None:
    for content in (b"", b" \r\n;;\r\n"):
        with pytest.raises(TableEmpty):
            tables.from_file(content, 10)


def test_one_row_too_many_is_refused_in_each_kind() -> None:
    for content in ("\n".join(["Nom", *"abc"]).encode(), xlsx(("a", "b"), ("c", "d"), ("e", "f"))):
        with pytest.raises(TableTooLong):
            tables.from_file(content, 2)


def test_a_file_of_megabytes_is_not_even_read() -> None:
    with pytest.raises(TableTooLarge):
        tables.from_file(b"a" * (tables.SIZE_LIMIT + 1), 10)
