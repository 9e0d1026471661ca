"""The transitions of a registration, numbered as in docs/registration.md."""

from dataclasses import dataclass
from enum import StrEnum

from portal.rules.base.states import CancelReason, RegistrationState


class TransitionKind(StrEnum):
    """What happened to a registration; the value is its number in docs/registration.md, section 2."""

    ASKED = "T1"
    JOINED_LINE = "T2"
    APPROVED = "T3"
    SEATED = "T4"
    SEAT_HELD = "T6"
    NAMED = "T7"
    HOLD_EXPIRED = "T10"
    CANCELLED = "T11"
    REJECTED = "T12"
    SUBSTITUTED = "T13"
    RESCHEDULED = "T14"
    SESSION_CANCELLED = "T15"
    MISSED = "T16"
    FORCED = "T17"
    COMPLETED = "T18"
    OUTCOME_CORRECTED = "T19"


@dataclass(frozen=True, slots=True)
class Transition:
    """One registration went from `before` (None: new) to `after`.

    `other_id` is the row it gave its seat to; `certificate`: what certifies it changed, `note` is the old number.
    """

    kind: TransitionKind
    registration_id: int
    before: RegistrationState | None
    after: RegistrationState
    reason: CancelReason | None = None
    note: str = ""
    other_id: int | None = None
    certificate: bool = False
