"""Fields for days, hours and moments: lines of text, read by rules/base/days/written_dates.py.

A browser's own field for dates sends nothing at all where a date is half typed (docs/adr/0018); a line of text sends what
was typed, which is told and kept. `data-reads` says what a field holds, for static/js/calendar.js and for tests.
"""

from abc import abstractmethod
from datetime import date, datetime, time
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from portal.rules.base.days.written_dates import read_day, read_hour, read_moment
from portal.rules.refusals import Refusal
from portal.web.messages import sentence


class WrittenField(Field):
    """A line of text that is read as something else; what cannot be read stays as it was typed, with the reason."""

    widget = TextInput()
    kind: ClassVar[str]
    shape: ClassVar[str]
    example: ClassVar[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.render_kw = {"data_reads": self.kind, "autocomplete": "off", **(self.render_kw or {})}

    @abstractmethod
    def read(self, typed: str) -> Any:
        """What was meant. Raises the Refusal that says why it cannot be read."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; what cannot be read leaves the field empty, with the reason."""
        if not valuelist:
            return
        self.data = None
        try:
            self.data = self.read(valuelist[0])
        except Refusal as refusal:
            raise ValidationError(sentence(refusal)) from refusal

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime(self.shape) if self.data is not None else ""


class DayField(WrittenField):
    """A date."""

    kind, shape = "day", "%d/%m/%Y"
    example = _l("Par exemple 12/01/2027.")
    data: date | None

    def read(self, typed: str) -> date:
        """What was meant, by rules/base/days/written_dates.read_day."""
        return read_day(typed)


class HourField(WrittenField):
    """A time of day."""

    kind, shape = "hour", "%H:%M"
    example = _l("Par exemple 9 h 30.")
    data: time | None

    def read(self, typed: str) -> time:
        """What was meant, by rules/base/days/written_dates.read_hour."""
        return read_hour(typed)


class MomentField(WrittenField):
    """A date and a time of day, without a zone."""

    kind, shape = "moment", "%d/%m/%Y %H:%M"
    example = _l("Par exemple 12/01/2027 à 9 h 30.")
    data: datetime | None

    def read(self, typed: str) -> datetime:
        """What was meant, by rules/base/days/written_dates.read_moment."""
        return read_moment(typed)
