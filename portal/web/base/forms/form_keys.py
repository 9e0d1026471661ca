"""The key that makes a double click one act."""

import secrets
from typing import Any

from wtforms import HiddenField


class FormKeyField(HiddenField):
    """A key drawn for each page that shows the form: the same form sent twice is carried out once.

    One that comes back empty is drawn anew, so that two different forms never share a key.
    """

    data: str

    def __init__(self, **options: Any) -> None:
        super().__init__(default=_drawn, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the key that the page was given."""
        self.data = (valuelist[0].strip() if valuelist else "") or _drawn()


def _drawn() -> str:
    return secrets.token_urlsafe(24)
