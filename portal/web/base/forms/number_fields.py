"""Fields for whole numbers."""

from typing import Any

from wtforms import IntegerField
from wtforms.validators import ValidationError

from portal.web.base.request.numbers import whole


class WholeNumberField(IntegerField):
    """A number in digits; a longer one is told as what is no number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; what cannot be read leaves the field empty, with an error."""
        if not valuelist:
            return
        try:
            self.data = whole(valuelist[0])
        except ValueError as error:
            self.data = None
            raise ValidationError(self.gettext("Not a valid integer value.")) from error
