"""Names of people: in which order they stand, and what somebody is called who has one name only."""

from functools import lru_cache

from portal.rules.base.text import fold

BookOrder = tuple[bool, str, str]
NOBODY: BookOrder = (True, "", "")


# Themes, communes and names stand in list after list, and folding a word costs more than comparing a hundred.
@lru_cache(maxsize=4096)
def in_order(text: str) -> str:
    """What a list is sorted by, as a telephone book is: no case, no accents, no apostrophes, a hyphen as a space.

    "de Smet" stands before "Dupuis", "D'Hondt" beside "Dhont", "Éloy" before "Zola".
    """
    return fold(text).replace("'", "").replace("-", " ")


def book_order(given_name: str, family_name: str) -> BookOrder:
    """Where somebody stands in a list of people: by family name, then given name; nobody's seat comes last.

    Who has one name only stands under it.
    """
    by, then = (family_name, given_name) if family_name else (given_name, "")
    return not by, in_order(by), in_order(then)


def full_name(given_name: str, family_name: str) -> str:
    """As spoken: given name, then family name; the one there is for somebody who has one only."""
    return f"{given_name} {family_name}".strip()


def called(given_name: str, family_name: str) -> str:
    """How a mail greets somebody."""
    return given_name or family_name
