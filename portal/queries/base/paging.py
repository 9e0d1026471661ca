"""Long lists are read a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from portal.database import db
from portal.database.rows import AnyRow
from portal.models.base.base import Base

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a list that one page shows: the page's number, counted from 1, and that of the last page."""

    number: int
    last: int
    size: int = ON_A_PAGE

    @property
    def start(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        """How many rows come before the next page."""
        return self.number * self.size


def slice_of(count: int, wanted: int, size: int = ON_A_PAGE) -> Slice:
    """The page of this number in a list of so many rows; the last one where there are fewer pages."""
    last = max(-(-count // size), 1)
    return Slice(min(max(wanted, 1), last), last, size)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a growing list stands: before the row of this number, or after it; neither is the newest page."""

    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The pages beside one: after which number the newer one begins, before which the older one; None at an end."""

    newer: int | None
    older: int | None


def page_by_number(
    statement: Select[*tuple[Any, ...]], model: type[Base], place: Place
) -> tuple[list[AnyRow], Neighbours]:
    """The rows of one page, the newest first, found by the number of `model`, which each row begins with.

    However far the page lies, only its rows are read. Where nothing lies there, it is the newest page.
    """
    number = model.__table__.c.id
    if place.after is not None:
        newer = statement.where(number > place.after).order_by(number).limit(ON_A_PAGE + 1)
        rows = list(db.session.execute(newer))
        if len(rows) > ON_A_PAGE:
            shown = rows[ON_A_PAGE - 1 :: -1]
            return shown, Neighbours(shown[0][0].id, shown[-1][0].id)
    older = statement if place.before is None else statement.where(number < place.before)
    rows = list(db.session.execute(older.order_by(number.desc()).limit(ON_A_PAGE + 1)))
    if not rows and place != Place():
        return page_by_number(statement, model, Place())
    shown, more = rows[:ON_A_PAGE], len(rows) > ON_A_PAGE
    return shown, Neighbours(shown[0][0].id if place.before is not None else None, shown[-1][0].id if more else None)
