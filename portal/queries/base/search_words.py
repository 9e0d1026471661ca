"""Reading the words that lead a search, which staff keep: a change of theirs counts from the next question on."""

from functools import lru_cache
from typing import Any

from sqlalchemy import String, cast, literal, select, union_all

from portal.database import rows
from portal.models.base.revisions import PublicRevision
from portal.models.base.search_words import Locality, SynonymGroup
from portal.models.network.partners import Municipality, Theme
from portal.rules.base.search_terms import Equivalents
from portal.rules.base.states import WordKind
from portal.rules.library import synonyms

THEME, GROUP, PLACE, REVISION = "theme", "group", "place", "revision"
_NOTHING = cast(literal(""), String)


def _named(kind: str) -> Any:
    return cast(literal(kind), String)


# Every word in one statement, with the name of what public pages show now.
STATEMENT = union_all(
    select(_named(THEME), Theme.label, Theme.synonyms, _NOTHING),
    select(_named(GROUP), SynonymGroup.words, cast(SynonymGroup.kind, String), _NOTHING),
    select(_named(PLACE), Locality.name, Locality.postcode, Municipality.name).join(
        Municipality, Municipality.nis == Locality.municipality_nis
    ),
    select(_named(REVISION), PublicRevision.stamp, _NOTHING, _NOTHING),
)

Row = tuple[str, str, str, str]


class Vocabulary:
    """The words as they stand: what means what, every expression, and the revision at which they were read."""

    def __init__(self, found: tuple[Row, ...]) -> None:
        """Sort out the rows of STATEMENT."""
        places = [row[1:] for row in found if row[0] == PLACE]
        themes = [synonyms.themed(label, typed) for kind, label, typed, _ in found if kind == THEME]
        kept = [(synonyms.split(words), of) for kind, words, of, _ in found if kind == GROUP]
        equal = [group for group in (*themes, *(words for words, of in kept if of != WordKind.LEAD)) if group]
        leading = [(word, words[0]) for words, of in kept if of == WordKind.LEAD for word in words[1:]]
        expressions = {word for group in (*equal, *(words for words, _ in kept)) for word in group}
        self.expressions = sorted(expressions | {name for name, _, _ in places})
        self.meaning = Equivalents(equal, [*leading, *(lead for place in places for lead in _leads(*place))])


def vocabulary() -> tuple[Vocabulary, str]:
    """The words as they stand, and the name of the revision (empty before anything was written): one statement."""
    found = [tuple(row) for row in rows(STATEMENT)]
    words = tuple(sorted(row for row in found if row[0] != REVISION))
    return _sorted_out(words), next((row[1] for row in found if row[0] == REVISION), "")


def _leads(name: str, postcode: str, commune: str) -> tuple[tuple[str, str], ...]:
    """A section stands for its commune, and a postcode for both; a commune does not stand for its sections."""
    return (name, commune), (postcode, name), (postcode, commune)


@lru_cache(maxsize=2)
def _sorted_out(found: tuple[Row, ...]) -> Vocabulary:
    return Vocabulary(found)
