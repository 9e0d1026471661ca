"""Long lists in pages, their filters kept in the address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

LARGEST_PAGE = 10_000


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
class Chip:
    """A filter of a list."""

    label: str
    url: str
    current: bool


def address(path: str, kept: dict[str, str], **changes: str) -> str:
    """The path with its filters, `changes` made; empty values are left out."""
    wanted = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def asked_page() -> int:
    """The page number of the address; anything that is no sensible number is the first page."""
    typed = request.args.get("page", "")
    return min(max(int(typed), 1), LARGEST_PAGE) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
