"""Long lists in pages, their filters kept in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from portal.queries.base.paging import ON_A_PAGE, Neighbours, Place, slice_of
from portal.web.base.request.numbers import whole

LARGEST_PAGE = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """A page among others, for the pagination component. `kept` are the filters of the address."""

    path: str
    number: int
    last: int
    kept: tuple[tuple[str, str], ...] = ()

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        return address(self.path, dict(self.kept), page=str(number) if number > 1 else "")


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """A page of a list that grows, the newest first, found by the number of a row. `kept` are the filters."""

    path: str
    neighbours: Neighbours
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def newer(self) -> str:
        """The address of the page of newer rows; "" on the newest one."""
        number = self.neighbours.newer
        return address(self.path, dict(self.kept), apres=str(number)) if number else ""

    @property
    def older(self) -> str:
        """The address of the page of older rows; "" on the oldest one."""
        number = self.neighbours.older
        return address(self.path, dict(self.kept), avant=str(number)) if number else ""


def asked_place() -> Place:
    """Where the page lies that the address asks for; anything that is no number is the newest page."""
    return Place(request.args.get("avant", type=whole), request.args.get("apres", type=whole))


def paged(
    path: str, rows: Sequence[Row], kept: dict[str, str] | None = None, size: int = ON_A_PAGE
) -> tuple[Sequence[Row], Page]:
    """The rows of the page that the address asks for, `size` at most, and this page among the others."""
    shown = slice_of(len(rows), asked_page(), size)
    return rows[shown.start : shown.end], Page(path, shown.number, shown.last, tuple((kept or {}).items()))


def address(path: str, kept: dict[str, str], **changes: str) -> str:
    """The path with its filters, `changes` made; empty values are left out."""
    wanted = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def asked_page() -> int:
    """The page number of the address; anything that is no sensible number is the first page."""
    return min(max(request.args.get("page", 1, type=whole), 1), LARGEST_PAGE)
