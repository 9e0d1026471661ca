"""One decision about messages per transition: the column "Message" of docs/registration.md, section 2, as a table.

A kind without a decision is refused loudly by `decide`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.base.states import CancelReason, RegistrationState
from portal.rules.registrations.transitions import Transition, TransitionKind


class Group(StrEnum):
    """The headings of the mail that tells a coordinator what became of her registrations, in their order."""

    CONFIRMED = "confirmed"
    HELD = "held"
    MOVED = "moved"
    EXPIRED = "expired"
    WAITING = "waiting"
    RECEIVED = "received"
    SUBSTITUTED = "substituted"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    SESSION_CANCELLED = "session_cancelled"
    MISSED = "missed"
    COMPLETED = "completed"


class Channel(StrEnum):
    """How the person hears: by a mail of its own, or by the mail that carries the calendar entry."""

    MAIL = "mail"
    ENTRY = "entry"
    ENTRY_OR_MAIL = "entry_or_mail"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who hears of one transition. `kind` is the person's message, "" for none; `group` lists it for coordinators."""

    kind: str = ""
    channel: Channel = Channel.MAIL
    group: Group | None = None
    staff: bool = False
    trainers: bool = False


SILENT = Decision()


class Undecided(RuntimeError):
    """A transition for which nobody decided who hears of it."""


def decide(transition: Transition, seated: bool) -> Decision:
    """The decision for one transition; `seated`: the same registration received or held a seat in the same act.

    Raises Undecided for a kind that nobody decided about.
    """
    decision = DECISIONS.get(transition.kind)
    if decision is None:
        raise Undecided(transition.kind)
    return decision(transition, seated)


def _asked(_transition: Transition, _seated: bool) -> Decision:
    return Decision("request_received", group=Group.RECEIVED, staff=True)


def _joined_line(_transition: Transition, seated: bool) -> Decision:
    """Joining the line and being seated in the same act is one message: that of the seat."""
    return SILENT if seated else Decision("waiting", group=Group.WAITING)


def _seated(_transition: Transition, _again: bool) -> Decision:
    return Decision("place_confirmed", Channel.ENTRY_OR_MAIL, Group.CONFIRMED)


def _held(_transition: Transition, _again: bool) -> Decision:
    """Nobody has the seat yet: its coordinators alone hear of it."""
    return Decision(group=Group.HELD)


def _hold_expired(_transition: Transition, _seated: bool) -> Decision:
    return Decision(group=Group.EXPIRED)


def _cancelled(transition: Transition, _seated: bool) -> Decision:
    had_seat = transition.before is RegistrationState.CONFIRMED
    channel = Channel.ENTRY_OR_MAIL if had_seat else Channel.MAIL
    return Decision("place_cancelled", channel, Group.CANCELLED, trainers=had_seat)


def _rejected(_transition: Transition, _seated: bool) -> Decision:
    return Decision("request_refused", group=Group.REFUSED)


def _substituted(transition: Transition, _seated: bool) -> Decision:
    """Two transitions make one substitution: the summary and the trainers hear of it once, by the new seat."""
    if gains_seat(transition):
        return Decision("place_confirmed", Channel.ENTRY_OR_MAIL, Group.SUBSTITUTED, trainers=True)
    return Decision("place_given", Channel.ENTRY_OR_MAIL)


def _rescheduled(transition: Transition, _seated: bool) -> Decision:
    if transition.after is RegistrationState.HELD:
        return Decision(group=Group.HELD)
    confirmed = transition.after is RegistrationState.CONFIRMED
    return Decision("session_moved", Channel.ENTRY if confirmed else Channel.MAIL, Group.MOVED)


def _session_cancelled(transition: Transition, _seated: bool) -> Decision:
    had_seat = transition.before is RegistrationState.CONFIRMED
    channel = Channel.ENTRY_OR_MAIL if had_seat else Channel.MAIL
    return Decision("session_cancelled", channel, Group.SESSION_CANCELLED)


def _missed(_transition: Transition, _seated: bool) -> Decision:
    return Decision("no_seat", group=Group.MISSED)


def _completed(_transition: Transition, _seated: bool) -> Decision:
    return Decision("session_over", group=Group.COMPLETED)


def _outcome_corrected(transition: Transition, _seated: bool) -> Decision:
    """The journal keeps a correction; the person hears of it when her certificate changes."""
    return Decision("certificate_changed") if transition.certificate else SILENT


DECISIONS: Mapping[TransitionKind, Callable[[Transition, bool], Decision]] = {
    TransitionKind.ASKED: _asked,
    TransitionKind.JOINED_LINE: _joined_line,
    TransitionKind.APPROVED: _joined_line,
    TransitionKind.SEATED: _seated,
    TransitionKind.SEAT_HELD: _held,
    TransitionKind.NAMED: _seated,
    TransitionKind.HOLD_EXPIRED: _hold_expired,
    TransitionKind.CANCELLED: _cancelled,
    TransitionKind.REJECTED: _rejected,
    TransitionKind.SUBSTITUTED: _substituted,
    TransitionKind.RESCHEDULED: _rescheduled,
    TransitionKind.SESSION_CANCELLED: _session_cancelled,
    TransitionKind.MISSED: _missed,
    TransitionKind.FORCED: _seated,
    TransitionKind.COMPLETED: _completed,
    TransitionKind.OUTCOME_CORRECTED: _outcome_corrected,
}


def gains_seat(transition: Transition) -> bool:
    """Whether the registration has a seat now that it did not have."""
    confirmed = RegistrationState.CONFIRMED
    return transition.after is confirmed and transition.before is not confirmed


def how(transition: Transition, kinds: frozenset[TransitionKind]) -> str:
    """How the registration came to where it is, as a word for the templates; `kinds` is all that the act did to it."""
    if transition.kind is TransitionKind.SEATED:
        came_by = {TransitionKind.JOINED_LINE: "registered", TransitionKind.APPROVED: "approved"}
        return next((word for kind, word in came_by.items() if kind in kinds), "freed")
    if transition.kind is TransitionKind.CANCELLED and transition.after is RegistrationState.CONFIRMED:
        return "left"
    words = {
        TransitionKind.SUBSTITUTED: "substituted",
        TransitionKind.FORCED: "given",
        TransitionKind.NAMED: "registered",
        TransitionKind.APPROVED: "approved",
        TransitionKind.JOINED_LINE: "registered",
        TransitionKind.ASKED: "registered",
    }
    reason = transition.reason or CancelReason.BY_STAFF
    return words.get(transition.kind, reason.value)
