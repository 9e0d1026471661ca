"""Long lists are read a page at a time."""

from dataclasses import dataclass

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a list that one page shows: the page's number, counted from 1, and that of the last page."""

    number: int
    last: int

    @property
    def start(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * ON_A_PAGE

    @property
    def end(self) -> int:
        """How many rows come before the next page."""
        return self.number * ON_A_PAGE


def slice_of(count: int, wanted: int) -> Slice:
    """The page of this number in a list of so many rows; the last one where there are fewer pages."""
    last = max(-(-count // ON_A_PAGE), 1)
    return Slice(min(max(wanted, 1), last), last)
