"""Several rows of a side table in one column: joined by the database, taken apart here."""

from typing import Any

from sqlalchemy import Select, func, select

# Two control characters that no text of ours holds (rules/text.py drops them).
ROWS = "\x1e"
FIELDS = "\x1f"


def joined(*columns: Any) -> Select[Any]:
    """A select of all the rows in one text; `.correlate(…).scalar_subquery()` makes it a column."""
    text = columns[0]
    for column in columns[1:]:
        text = text + FIELDS + column
    return select(func.aggregate_strings(text, ROWS))


def apart(text: str | None) -> tuple[tuple[str, ...], ...]:
    """The rows that `joined` made one text of, in no order."""
    return tuple(tuple(row.split(FIELDS)) for row in text.split(ROWS)) if text else ()
