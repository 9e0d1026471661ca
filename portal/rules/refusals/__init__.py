"""Business refusals: one exception class a reason, in the module of its area. Their French sentences: web/messages."""

from typing import ClassVar


class Refusal(Exception):
    """A command that may not be done; nothing was changed. `status` is the HTTP status of its page."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details


class NotFound(Refusal):
    """The object does not exist, or not for this person."""

    code = "not_found"
    status = 404
