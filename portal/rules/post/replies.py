"""Whether an answer to an invitation is applied, waits for staff, or is left alone (RFC 5546, narrowed)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.rules.base.states import InboundReason, InboundState, PartStat


class Dmarc(StrEnum):
    """What our own receiving server found about the sender; UNKNOWN when it said nothing."""

    PASS = "pass"  # noqa: S105 (no password)
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """An answer as it arrived: `answers` are (address, PARTSTAT) of each ATTENDEE, addresses folded.

    Exchange leaves the ORGANIZER out, so nothing is asked of it. `events`: how many VEVENTs the object holds.
    `starts_at` and `ends_at`: when the meeting is, or should be, says who answers.
    """

    uid: str
    events: int
    answers: tuple[tuple[str, str], ...]
    sequence: int
    dtstamp: datetime | None
    comment: str
    sender: str
    dmarc: Dmarc
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def word(self) -> PartStat | None:
        """The one answer that it gives, whoever it is for; None for several, or for a word that is none of ours."""
        words = {word.lower() for _address, word in self.answers}
        return PartStat(*words) if len(words) == 1 and words <= set(PartStat) else None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The entry it is about, as it stands now; `answered` is the date of the last answer applied."""

    mailbox: str
    live: bool
    sequence: int
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a calendar's answer to an invitation: `partstat` is applied, as of the moment `at`.

    Where the answer came from another address than the invited one, staff may apply it, once they know who wrote.
    """

    state: InboundState
    reason: InboundReason | None = None
    partstat: PartStat | None = None
    at: datetime | None = None


def judge(reply: CalendarReply, entry: EntryFacts | None, now: datetime) -> Verdict:
    """The decision about one answer: first whom to believe, then whether it comes too late."""
    refused = _distrust(reply, entry)
    if entry is None or refused not in (None, InboundReason.OTHER_SENDER):
        return Verdict(InboundState.TO_READ, refused)
    at = min(reply.dtstamp or now, now)
    late = _late(reply, entry, at)
    if late is not None:
        return Verdict(InboundState.IGNORED if refused is None else InboundState.TO_READ, refused or late)
    partstat = next(PartStat(word.lower()) for address, word in reply.answers if address == entry.mailbox)
    return Verdict(InboundState.APPLIED if refused is None else InboundState.TO_READ, refused, partstat, at)


def _late(reply: CalendarReply, entry: EntryFacts, at: datetime) -> InboundReason | None:
    """Why the answer no longer counts, or None."""
    if not entry.live:
        return InboundReason.ENDED
    if reply.sequence < entry.sequence:
        return InboundReason.STALE
    return InboundReason.REPEATED if entry.answered is not None and at < entry.answered else None


def _distrust(reply: CalendarReply, entry: EntryFacts | None) -> InboundReason | None:
    """Why somebody of the staff must look first, or None."""
    if reply.dmarc is Dmarc.FAIL:
        return InboundReason.FORGED
    if reply.events != 1:
        return InboundReason.SEVERAL_EVENTS
    if entry is None:
        return InboundReason.UNKNOWN_INVITATION
    own = [word for address, word in reply.answers if address == entry.mailbox]
    if "DELEGATED" in {word for _address, word in reply.answers}:
        return InboundReason.DELEGATED
    if len(own) != 1 or own[0].lower() not in set(PartStat):
        return InboundReason.OTHER_ATTENDEE
    return None if reply.sender == entry.mailbox else InboundReason.OTHER_SENDER
