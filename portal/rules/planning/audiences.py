"""To which part of a session's participants one may write."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.base.states import LIVE, RegistrationState


class Audience(StrEnum):
    """A part of a session's participants."""

    ALL = "all"
    SEATED = "seated"
    WAITING = "waiting"
    PRESENT = "present"
    ABSENT = "absent"


SEATED = (RegistrationState.CONFIRMED, RegistrationState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Participant:
    """A named registration: its state, whether it left the meetings to come, and the presences marked so far.

    `unannounced`: somebody typed its name in a request that nobody has accepted, so the person never heard of it.
    """

    state: RegistrationState
    left: bool = False
    presences: Collection[bool] = ()
    unannounced: bool = False


def belongs(audience: Audience, who: Participant) -> bool:
    """Whether the participant is of this part. Present: at one meeting at least; absent: marked, at none of them."""
    comes = not who.left and not who.unannounced
    match audience:
        case Audience.ALL:
            return comes and (who.state in LIVE or who.state in SEATED)
        case Audience.SEATED:
            return comes and who.state in SEATED
        case Audience.WAITING:
            return comes and who.state is RegistrationState.WAITLISTED
        case Audience.PRESENT:
            return who.state in SEATED and any(who.presences)
        case Audience.ABSENT:
            return who.state in SEATED and bool(who.presences) and not any(who.presences)
