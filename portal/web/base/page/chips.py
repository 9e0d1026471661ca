"""Chips: the filters of a list, and the neighbouring pages of one that has several."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.web.base.page.paging import address


@dataclass(frozen=True, slots=True)
class Chip:
    """A link among others of its kind; `current` where one is, or for a filter that holds."""

    label: str
    url: str
    current: bool = False
    icon: str = ""


def one_of(path: str, kept: dict[str, str], name: str, offered: Iterable[tuple[str, str]]) -> list[Chip]:
    """A chip for each value (code and word) of the filter `name`, of which one holds; the other filters stay."""
    return [Chip(word, address(path, kept, **{name: code}), code == kept[name]) for code, word in offered]


def on_and_off(
    path: str, kept: dict[str, str], name: str, offered: Iterable[tuple[str, str]], icon: str = ""
) -> list[Chip]:
    """A chip for each value (code and word) of the filter `name`; the one that holds takes its condition away."""
    return [
        Chip(word, address(path, kept, **{name: "" if code == kept[name] else code}), code == kept[name], icon)
        for code, word in offered
    ]
