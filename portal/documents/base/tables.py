"""Tables that people bring: cells pasted from a spreadsheet, CSV as Excel saves it, XLSX and ODS.

Every cell is text. A number loses the zeros before it where the file holds it as a number: then no reader can know
them, and what needs them (a telephone, a postcode) is looked at before it is kept.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from portal.documents.base import tables_child
from portal.rules.base.encodings import read_text
from portal.rules.refusals.base import TableEmpty, TableTooLarge, TableTooLong, TableUnreadable

Rows = list[list[str]]
SIZE_LIMIT = 5 * 1024 * 1024
HEAD = 1  # row, perhaps, above those that are counted
_ARCHIVE, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHILD = Path(tables_child.__file__)
_LOOKED_AT = 20  # lines by which the sign between the cells is found
_SIGNS = "\t;,"


def from_file(content: bytes, most: int) -> Rows:
    """The rows of a file by what it holds, whatever its name says; blank rows are left out.

    Raises TableEmpty, TableTooLarge, TableTooLong (more than `most` rows beneath a head), TableUnreadable.
    """
    if len(content) > SIZE_LIMIT:
        raise TableTooLarge(limit=SIZE_LIMIT // 1024 // 1024)
    if content.startswith(_ARCHIVE):
        return _checked(_from_workbook(content, most + HEAD + 1), most)
    text = None if content.startswith(_OLD_OFFICE) else read_text(content)
    if text is None or "\0" in text.text:
        raise TableUnreadable
    return from_text(text.text, most)


def from_text(text: str, most: int) -> Rows:
    """The rows of pasted cells or of a CSV: tabs, semicolons or commas between cells, quotes as Excel writes them.

    Raises TableEmpty, TableTooLong (more than `most` rows beneath a head), TableUnreadable.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").split("\n")
    sign = _sign_between(lines)
    if lines[0].strip().lower() == f"sep={sign}":  # a line that Excel reads and does not show
        lines = lines[1:]
    try:
        read = csv.reader((f"{line}\n" for line in lines), delimiter=sign)
        filled = (_cut(row) for row in read if any(cell.strip() for cell in row))
        rows = list(islice(filled, most + HEAD + 1))
    except csv.Error as fault:
        raise TableUnreadable from fault
    return _checked(rows, most)


def _from_workbook(content: bytes, most: int) -> Rows:
    command = [sys.executable, "-I", str(_CHILD), str(most)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, under our own name)
            command, input=content, capture_output=True, timeout=tables_child.SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as fault:
        raise TableUnreadable from fault
    rows: Rows = json.loads(done.stdout)
    return rows


def _sign_between(lines: Sequence[str]) -> str:
    """The sign that the first lines hold, outside quotes, most alike; a tab before a semicolon before a comma."""
    if lines[0].lower().startswith("sep=") and lines[0].strip()[4:] in tuple(_SIGNS):
        return lines[0].strip()[4:]
    seen = [line for line in lines[:_LOOKED_AT] if line.strip()]
    return max(_SIGNS, key=lambda sign: sum(_unquoted(line).count(sign) > 0 for line in seen))


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _cut(row: Sequence[str]) -> list[str]:
    return [cell[: tables_child.CELL_LENGTH] for cell in row[: tables_child.MOST_COLUMNS]]


def _checked(rows: Rows, most: int) -> Rows:
    if not rows:
        raise TableEmpty
    if len(rows) > most + HEAD:
        raise TableTooLong(most=most)
    return rows
