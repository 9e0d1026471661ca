"""Run as a program of its own: an XLSX or ODS on its input, the rows of its first filled sheet as JSON on its output.

A file of a kilobyte may ask for fifty gigabytes (one cell at XFD100000, or one repeated a million times), and the
library then ends the process: so it is another process that ends. It imports nothing of the portal.
"""

import contextlib
import io
import json
import resource
import sys

MEMORY = 600 * 1024 * 1024
SECONDS = 10
MOST_COLUMNS = 60
CELL_LENGTH = 500


def limit() -> None:
    """Hold this process to its memory and its time; where a system knows no such limit, the parent's clock remains."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def text_of(cell: object) -> str:
    """A cell as somebody reads it: whole numbers without a point, days as 2026-12-31, yes and no in French."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:CELL_LENGTH]


def rows_of(content: bytes, most: int) -> list[list[str]]:
    """At most `most` rows of the first sheet that holds any; blank rows are left out."""
    import python_calamine  # after the limits

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        rows: list[list[str]] = []
        for row in book.get_sheet_by_name(name).iter_rows():
            cells = [text_of(cell) for cell in row[:MOST_COLUMNS]]
            if any(cell.strip() for cell in cells):
                rows.append(cells)
            if len(rows) == most:
                break
        if rows:
            return rows
    return []


if __name__ == "__main__":
    limit()
    json.dump(rows_of(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout)
