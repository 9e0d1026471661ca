"""Whole numbers that come with a request: the one place that reads them, so that none can be a surprise.

Python refuses to read thousands of digits, PostgreSQL to look for a row beyond its integers; `int` reads "٣" and
"1_0" besides. Nothing that a page asks for has more than nine digits.
"""

import re

_NUMBER = re.compile(r"-?[0-9]{1,9}")
_FRACTION = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,20})?")


def whole(typed: object) -> int:
    """The number that was typed or chosen, of nine digits at most. Raises ValueError for anything else."""
    if isinstance(typed, int):
        return typed
    text = str(typed).strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a whole number of nine digits")
    return int(text)


def fraction(typed: object) -> float:
    """The number that was typed, with a comma or a point. Raises ValueError for anything else, as "nan" and "50,"."""
    if not _FRACTION.fullmatch(str(typed).strip()):
        raise ValueError("not a number")
    return float(str(typed).replace(",", "."))


def row_number(typed: object) -> int | None:
    """A row's number as a page wrote it; None for anything else."""
    try:
        number = whole(typed)
    except ValueError:
        return None
    return number if number >= 0 else None


def shown_version(typed: object) -> int:
    """The version of a row that a page was drawn with; -1, which is always stale, for anything else."""
    number = row_number(typed)
    return -1 if number is None else number
