"""What a message of the outbox is about: the one door to the JSON that its row keeps (`OutboxMessage.cause`).

The keys are those of rows that wait or have left: none may change its name. A key without a value is not written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.models.post.mail import OutboxMessage

Fields = Mapping[str, Any]
PLAIN = ("account", "challenge", "announcement", "session", "inbound", "status")


class OtherCause(ValueError):
    """A message is read as one of a kind that it is not."""


@dataclass(frozen=True, slots=True)
class EntryNews:
    """Of the message about a calendar entry: what holds until it leaves, as entries/revisions.Shown keeps it.

    `shows`: what the mailbox's calendar shows, None for nothing. `told`: what its reader was last told, None for
    nothing ever. `news` are the words about who comes or goes (stories.Command.news), None where there are none.
    `message` is what staff wrote to the people; `corrects` says that it was asked for because words were corrected.
    """

    shows: Fields | None
    told: Fields | None
    news: Fields | None
    message: str = ""
    corrects: bool = False

    def as_json(self) -> dict[str, Any]:
        """The first three keys always: null says that there is nothing."""
        kept = {
            "before": dict(self.shows) if self.shows else None,
            "known": dict(self.told) if self.told else None,
            "told": dict(self.news) if self.news else None,
        }
        extra = {"said": self.message, "corrects": self.corrects}
        return kept | {name: value for name, value in extra.items() if value}

    @classmethod
    def from_json(cls, kept: Fields) -> Self:
        """The inverse of `as_json`. Of a row older than `known`: what the calendar showed was what its reader knew."""
        before, known = kept["before"], kept.get("known", kept["before"])
        return cls(before, known, kept.get("told"), kept.get("said", ""), kept.get("corrects", False))


@dataclass(frozen=True, slots=True)
class MoveNews:
    """Of the plain mail about a move: the registration or partner it is `about`, and the meetings its reader knew."""

    about: int
    known: Sequence[Fields]

    def as_json(self) -> dict[str, Any]:
        """The two keys of a mail that says a move."""
        return {"moved_for": self.about, "was": list(self.known)}


@dataclass(frozen=True, slots=True)
class ReminderTerm:
    """Of a reminder: the meeting it is for, how many days before, and whether a coordinator is to hand it on."""

    starts_at: datetime
    days: int
    hand_on: bool

    def as_json(self) -> dict[str, Any]:
        """The three keys of a reminder."""
        return {"starts_at": self.starts_at.isoformat(), "days": self.days, "hand_on": self.hand_on}


@dataclass(frozen=True, slots=True)
class UnclosedSince:
    """Of the reminder that a session is not closed: when it ended, and how many working days ago."""

    ends_at: datetime
    days: int

    def as_json(self) -> dict[str, Any]:
        """The two keys of such a reminder."""
        return {"ends_at": self.ends_at.isoformat(), "days": self.days}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a message was written, and whom it speaks of: ids of rows, and what a later look at it needs.

    `registrations` is None where the message speaks of none; an empty one names nobody (the invitation of a trainer).
    `message` is the SessionMessage written by hand, `session` the list of those who come, `status` a server's answer.
    """

    message: int | None = None
    registrations: Sequence[int] | None = None
    transition: str | None = None
    partner: int | None = None
    account: int | None = None
    challenge: int | None = None
    announcement: int | None = None
    session: int | None = None
    inbound: int | None = None
    status: str | None = None
    reminder: ReminderTerm | None = None
    entry: EntryNews | None = None
    move: MoveNews | None = None
    closing: UnclosedSince | None = None

    def as_json(self) -> dict[str, Any]:
        """What the row keeps, its keys always in this order."""
        people = None if self.registrations is None else list(self.registrations)
        first = {
            "message": self.message,
            "registrations": people,
            "transition": self.transition,
            "partner": self.partner,
            **{name: getattr(self, name) for name in PLAIN},
        }
        kept = {name: value for name, value in first.items() if value is not None}
        for part in (self.reminder, self.entry, self.move, self.closing):
            kept |= part.as_json() if part else {}
        return kept

    @classmethod
    def from_json(cls, kept: Fields) -> Self:
        """The inverse of `as_json`; a key of an older portal that nobody reads any more is passed over."""
        return cls(
            message=kept.get("message"),
            registrations=kept.get("registrations"),
            transition=kept.get("transition"),
            partner=kept.get("partner"),
            **{name: kept.get(name) for name in PLAIN},
            reminder=_reminder(kept) if "starts_at" in kept else None,
            entry=EntryNews.from_json(kept) if "before" in kept else None,
            move=MoveNews(kept["moved_for"], kept["was"]) if "moved_for" in kept else None,
            closing=UnclosedSince(datetime.fromisoformat(kept["ends_at"]), kept["days"]) if "ends_at" in kept else None,
        )


def _reminder(kept: Fields) -> ReminderTerm:
    return ReminderTerm(datetime.fromisoformat(kept["starts_at"]), kept["days"], kept["hand_on"])


def cause_of(row: OutboxMessage) -> Cause:
    """Why this message was written."""
    return Cause.from_json(cast(Fields, row.cause))


def causes(session: Session, *conditions: ColumnElement[bool]) -> list[Cause]:
    """The causes of the messages that meet the conditions; no other column of them is read."""
    return [
        Cause.from_json(cast(Fields, kept)) for kept in session.scalars(select(OutboxMessage.cause).where(*conditions))
    ]


def people_of(row: OutboxMessage) -> list[int]:
    """The registrations that the message speaks of. Raises OtherCause where it is not about registrations."""
    found = cause_of(row).registrations
    if found is None:
        raise OtherCause(row.kind)
    return list(found)


def reminder_of(row: OutboxMessage) -> ReminderTerm:
    """The term that a reminder was written for. Raises OtherCause where the message is no reminder."""
    found = cause_of(row).reminder
    if found is None:
        raise OtherCause(row.kind)
    return found


def entry_news_of(row: OutboxMessage) -> EntryNews:
    """What a message about a calendar entry keeps. Raises OtherCause where it is about none."""
    found = cause_of(row).entry
    if found is None:
        raise OtherCause(row.kind)
    return found


def move_of(row: OutboxMessage) -> MoveNews | None:
    """What a mail about a move keeps; None where the message says no move."""
    return cause_of(row).move
