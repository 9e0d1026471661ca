"""Tables as CSV that Excel in French opens right: semicolons, UTF-8 with its mark, CRLF."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice

from portal.documents.base.spreadsheet import Cell, clean_cell
from portal.rules.base.encodings import BYTE_ORDER_MARK

AT_ONCE = 1_000  # rows in a piece
# The last four are the wide forms that some spreadsheets read alike.
_FORMULA_STARTS = frozenset(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces, each leaving before the next rows are read: a header line, then one line a row.

    Text that a spreadsheet could take for a formula gets an apostrophe.
    """
    text, left = StringIO(newline=""), iter(rows)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write(BYTE_ORDER_MARK)
    writer.writerow(header)
    while some := list(islice(left, AT_ONCE)):
        writer.writerows([neutral(cell) for cell in row] for row in some)
        yield _taken(text)
    yield _taken(text)


def _taken(text: StringIO) -> bytes:
    content = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return content


def neutral(cell: Cell) -> Cell:
    """The cell with an apostrophe before text that begins like a formula; numbers stay numbers."""
    if not cell or not isinstance(cell, str):
        return cell
    clean = str(clean_cell(cell))
    # A tab or a line end that was blank to us is none to a spreadsheet: the text as it came is asked too.
    risky = clean[:1] in _FORMULA_STARTS or (clean is not cell and cell.lstrip(" \n\u00a0")[:1] in _FORMULA_STARTS)
    return f"'{clean}" if risky else clean
