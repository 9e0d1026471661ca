"""Which columns a trainer's lists of attendees have, in which order their people stand: her choice, kept for her.

Arrangements and answers are no columns: what people confide about themselves leaves in no list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ListColumn(StrEnum):
    """A column of the lists; the order is that of the file."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    PARTNER = "partner"
    FUNCTION = "function"
    EMAIL = "email"
    STATE = "state"
    ANSWER = "answer"
    RANK = "rank"
    PRESENCE = "presence"


class ListOrder(StrEnum):
    """Who stands first: by name, or by association and in each by name."""

    NAME = "name"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class ListChoice:
    """What one account wants its lists to look like; at least one column."""

    columns: tuple[ListColumn, ...] = tuple(ListColumn)
    order: ListOrder = ListOrder.NAME
    sheet_per_meeting: bool = False

    @property
    def in_file_order(self) -> tuple[ListColumn, ...]:
        """The columns as the file has them: the association first where people are grouped by it."""
        ordered = [column for column in ListColumn if column in self.columns]
        if self.order is ListOrder.PARTNER:
            ordered.sort(key=lambda column: column is not ListColumn.PARTNER)
        return tuple(ordered)

    def as_json(self) -> dict[str, object]:
        """For the row that keeps it."""
        columns = [column.value for column in self.columns]
        return {"columns": columns, "order": self.order.value, "sheet_per_meeting": self.sheet_per_meeting}


USUAL = ListChoice()


def choice_from(kept: Mapping[str, object] | None) -> ListChoice:
    """The choice as it was kept, without the columns that are no more; the usual one where nothing readable is left."""
    if not kept:
        return USUAL
    named = kept.get("columns")
    columns = tuple(column for column in ListColumn if isinstance(named, list) and column.value in named)
    order = ListOrder.PARTNER if kept.get("order") == ListOrder.PARTNER else ListOrder.NAME
    return ListChoice(columns or USUAL.columns, order, bool(kept.get("sheet_per_meeting")))
