"""Fields for numbers: lines of text with the digits of a phone, for a browser's own field keeps "2-" to itself."""

from typing import Any

from wtforms import FloatField, IntegerField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from portal.web.base.request.numbers import fraction, whole


class WholeNumberField(IntegerField):
    """A number in digits; a longer one is told as what is no number. What cannot be read stays as it was typed."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.render_kw = {
            "data_reads": "number",
            "inputmode": "numeric",
            "autocomplete": "off",
            **(self.render_kw or {}),
        }

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; what cannot be read leaves the field empty, with an error."""
        if not valuelist:
            return
        try:
            self.data = whole(valuelist[0])
        except ValueError as error:
            self.data = None
            raise ValidationError(self.gettext("Not a valid integer value.")) from error


class FractionField(FloatField):
    """A number with a comma or a point."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.render_kw = {"data_reads": "fraction", "inputmode": "decimal", **(self.render_kw or {})}

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; what cannot be read leaves the field empty, with an error."""
        if not valuelist:
            return
        try:
            self.data = fraction(valuelist[0])
        except ValueError as error:
            self.data = None
            raise ValidationError(self.gettext("Not a valid float value.")) from error
