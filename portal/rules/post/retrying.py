"""When a message of the outbox may be sent once more because somebody asks for it."""

from dataclasses import dataclass
from datetime import datetime

from portal.rules.base.states import MessageState
from portal.rules.refusals import Refusal
from portal.rules.refusals.post import MailErased, MailForLater, MailLeaving, MailOver, MailOvertaken, MailPast


@dataclass(frozen=True, slots=True)
class MailFacts:
    """A message as the outbox keeps it. `overtaken`: a later message about the same entry has left, or is leaving.

    `for_later`: it waits for its hour and was never tried.
    """

    state: MessageState
    expires_at: datetime | None
    lease_until: datetime | None
    erased: bool
    overtaken: bool
    for_later: bool = False


def why_not(message: MailFacts, now: datetime) -> Refusal | None:
    """Why this message may not be tried again now, or None when it may."""
    if message.state in (MessageState.SENT, MessageState.DROPPED):
        return MailOver()
    if message.expires_at is not None and message.expires_at <= now:
        return MailPast()
    if message.erased:
        return MailErased()
    if message.lease_until is not None and message.lease_until > now and message.state is MessageState.WAITING:
        return MailLeaving()
    if message.for_later:
        return MailForLater()
    return MailOvertaken() if message.overtaken else None
