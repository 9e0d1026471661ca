"""Tables as CSV that Excel in French opens right: semicolons, UTF-8 with its mark, CRLF."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from portal.documents.base.spreadsheet import Cell, clean_cell
from portal.rules.base.encodings import BYTE_ORDER_MARK

# The last four are the wide forms that some spreadsheets read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file: a header line, then one line a row.

    Text that a spreadsheet could take for a formula gets an apostrophe.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def neutral(cell: Cell) -> Cell:
    """The cell with an apostrophe before text that begins like a formula; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    risky = cell.lstrip(" \n\u00a0").startswith(_FORMULA_STARTS)
    clean = str(clean_cell(cell))
    return f"'{clean}" if risky or clean.startswith(_FORMULA_STARTS) else clean
