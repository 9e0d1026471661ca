"""Why a letter was not, or perhaps not, taken by the mail server: one class for each thing to do about it."""

import re
from enum import StrEnum
from typing import ClassVar

from portal.mail.wire.characters import one_line

LONGEST_DETAIL = 500
_ENHANCED_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


class Stage(StrEnum):
    """Where in the exchange the letter failed. Only RECIPIENT says anything about an address."""

    CONNECTION = "connection"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


# "Error" is what the four named reasons are not: each is an expected answer of a mail server.
class DeliveryFailure(Exception):
    """The letter was not, or perhaps not, taken.

    `code` is the SMTP reply or None, `detail` one line of at most 500 characters; `counts_as_try`
    says whether the failure uses up one of the letter's tries.
    """

    counts_as_try: ClassVar[bool] = True

    def __init__(self, stage: Stage, code: int | None, detail: str) -> None:
        self.stage = stage
        self.code = code
        self.detail = one_line(detail)[:LONGEST_DETAIL]
        super().__init__(f"{stage}: {code or '-'} {self.detail}")

    @property
    def status(self) -> str | None:
        """The enhanced status of RFC 3463 in the server's answer ("5.1.1"), or None."""
        found = _ENHANCED_STATUS.search(self.detail)
        return found.group() if found else None


class TemporaryFailure(DeliveryFailure):
    """4xx: the server took our call but not this letter now; try again later."""


class PermanentFailure(DeliveryFailure):
    """5xx to the recipient, or an address that mail cannot carry: trying again is of no use."""


class RelayRefusal(DeliveryFailure):
    """5xx to our sender's address or to the content: our own relay's word about us, which somebody can change."""


class ServerUnreachable(DeliveryFailure):
    """Our relay is away, silent, not who it should be, or refuses our password: nothing left."""

    counts_as_try = False


class Ambiguous(DeliveryFailure):
    """Cut after the letter was offered, before the answer: it may have arrived. Send the same bytes again."""
