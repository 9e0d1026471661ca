"""Rows of a form, added and taken away by buttons: however a row comes to be, it is made whole."""

from typing import Any

from wtforms import FieldList

from portal.web.base.forms.base import HouseForm


class RowForm(HouseForm):
    """One row. What it offers it asks of `whole`, so that a row added late offers what the first one does."""

    @property
    def whole(self) -> Any:
        """The form that the row belongs to."""
        return self._parent_form  # type: ignore[attr-defined] # newer than the stubs


class Rows(FieldList):  # type: ignore[type-arg] # generic in the stubs only
    """The rows of a form, from one to `max_entries`. `opened` is the place at which a redrawn page takes the focus."""

    opened: int | None = None

    def add(self, **values: Any) -> None:
        """Draw one more row with these values, unless there are as many as may be; the page opens there."""
        if not self.full:
            self.append_entry(values)
            self.opened = len(self.entries) - 1

    def take_away(self, typed: str) -> None:
        """Draw the row at the place that a button sent no more; one always stays. The page opens where it was."""
        places = {str(place): place for place in range(len(self.entries))}
        if typed in places and len(self.entries) > 1:
            self.pop_entry(places[typed])  # type: ignore[call-arg] # newer than the stubs
            self.opened = min(places[typed], len(self.entries) - 1)

    @property
    def full(self) -> bool:
        """Whether no further row is taken."""
        return self.max_entries is not None and len(self.entries) >= self.max_entries
