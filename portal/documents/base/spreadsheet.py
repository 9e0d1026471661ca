"""Tables as Excel workbooks: every cell is text or a number, never a formula, and the sheet prints well."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO
from unicodedata import is_normalized, normalize

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.rules.base.text import without_invisible

CELL_LENGTH = 32_000  # Excel takes 32,767 characters in a cell and the writer drops a longer one whole
NARROWEST, WIDEST = 8, 48
MEASURED = 1_000  # rows by which the columns are set
PIECE = 64 * 1024
A4 = 9
ONLY_SHEET = "Liste"
NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")

# White space but the no-break spaces of French typography, which are part of the text.
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header, gone through once; the title and the notes stand above, for the reader."""

    title: str
    notes: tuple[str, ...]
    header: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
    made_at: datetime


def as_xlsx(table: Table) -> Iterator[bytes]:
    """The workbook: title, notes, a frozen header with a filter, the rows; A4 landscape, header repeated.

    It is written whole before its first piece leaves, and never held in memory. The same table gives the same bytes.
    Control characters are dropped and cells cut at 32,000 characters.
    """
    return as_book([(ONLY_SHEET, table)])


def as_book(sheets: Sequence[tuple[str, Table]]) -> Iterator[bytes]:
    """A workbook of several worksheets, each a table under its name, as `as_xlsx` writes one.

    No two names are alike; what Excel takes in none is left out of them, and they are cut at 31 characters.
    """
    file = TemporaryFile()  # noqa: SIM115 (closed when its last piece is taken)
    try:
        _write(sheets, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _write(sheets: Sequence[tuple[str, Table]], file: IO[bytes]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        _name, table = sheets[0]
        book.set_properties({"title": table.title, "created": table.made_at.astimezone(UTC).replace(tzinfo=None)})
        title, formats = book.add_format({"bold": True, "font_size": 14}), _formats(book)
        for name, table in sheets:
            page = book.add_worksheet(_NOT_IN_NAMES.sub("", name)[:NAME_LENGTH])
            rows = iter(table.rows)
            first = list(islice(rows, MEASURED))
            _set_widths(page, table, first)
            header_row = _write_above(page, table, title)
            last_row = _write_rows(page, chain([table.header], first, rows), header_row, formats)
            _set_reading(page, table, header_row, last_row)


def clean_cell(cell: Cell) -> Cell:
    """The cell as a spreadsheet takes it: text on one line, without control characters; numbers unchanged."""
    if not isinstance(cell, str):
        return cell
    if cell.isprintable() and "  " not in cell and is_normalized("NFC", cell):  # nothing to clean: most cells
        return cell.strip(" ")[:CELL_LENGTH]
    return _BREAKS.sub(" ", normalize("NFC", without_invisible(cell))).strip()[:CELL_LENGTH]


def _formats(book: xlsxwriter.Workbook) -> tuple[Format, Format]:
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E3ECEB", "text_wrap": True, "valign": "top"})
    return header, book.add_format({"text_wrap": True, "valign": "top"})


def _write_above(page: Worksheet, table: Table, title: Format) -> int:
    page.write_string(0, 0, str(clean_cell(table.title)), title)
    for number, note in enumerate(table.notes, start=1):
        page.write_string(number, 0, str(clean_cell(note)))
    return len(table.notes) + 1


def _write_rows(
    page: Worksheet, rows: Iterable[tuple[Cell, ...]], header_row: int, formats: tuple[Format, Format]
) -> int:
    """Write the rows, the header the first of them; returns the number of the last."""
    header, plain = formats
    number = header_row
    for number, row in enumerate(rows, start=header_row):
        for column, cell in enumerate(row):
            _write_cell(page, (number, column), clean_cell(cell), plain if number > header_row else header)
    return number


def _write_cell(page: Worksheet, place: tuple[int, int], cell: Cell, plain: Format) -> None:
    if isinstance(cell, str):
        page.write_string(*place, cell, plain)
    elif cell is not None:
        page.write_number(*place, cell, plain)


def _set_widths(page: Worksheet, table: Table, rows: list[tuple[Cell, ...]]) -> None:
    for column, label in enumerate(table.header):
        longest = max((len(str(row[column] or "")) for row in rows), default=0)
        page.set_column(column, column, min(max(longest, len(label), NARROWEST) + 2, WIDEST))


def _set_reading(page: Worksheet, table: Table, header_row: int, last_row: int) -> None:
    page.freeze_panes(header_row + 1, 0)
    page.autofilter(header_row, 0, last_row, len(table.header) - 1)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(header_row)
    page.set_footer("&R&P / &N")
