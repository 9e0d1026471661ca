"""The words of a calendar entry that staff may correct without moving anything, and which of them differ."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.planning.planning import MeetingPlan

TOLD, UNTOLD = "told", "untold"  # what the journal keeps of the decision
KEPT_WHOLE = 16  # characters of a digest: enough to see that a text is another one


class Word(StrEnum):
    """What stands in an invitation beside its date, its venue and its people. The values are kept with entries."""

    TITLE = "title"
    PLACE = "place"
    ACCESS = "access"
    MAP = "map"
    NOTE = "note"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All that an invitation says of a meeting that a correction can change."""

    title: str
    place: str
    access: str
    map: str
    note: str
    phone: str

    def as_kept(self) -> dict[str, str]:
        """What an entry's row keeps: title and place, to name them as they were; of long words only a digest."""
        long = {Word.ACCESS: self.access, Word.MAP: self.map, Word.NOTE: self.note, Word.PHONE: self.phone}
        digests = {word.value: _digest(text) for word, text in long.items()}
        return {Word.TITLE.value: self.title, Word.PLACE.value: self.place, **digests}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:KEPT_WHOLE] if text else ""


def differing(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> list[Word]:
    """The words that differ between two wordings as they are kept, in the order of `Word`.

    Empty where one is not known: an entry of a portal that kept none.
    """
    if before is None or after is None:
        return []
    return [word for word in Word if before.get(word.value) != after.get(word.value)]


def retitled(before: Sequence[MeetingPlan], after: Sequence[MeetingPlan]) -> list[int]:
    """The meetings that have another title and stay where and when they are: a move would not tell of them."""
    known = {plan.id: plan for plan in before}
    return [
        plan.id
        for plan in after
        if plan.id is not None
        and plan.id in known
        and plan.material == known[plan.id].material
        and plan.title != known[plan.id].title
    ]
