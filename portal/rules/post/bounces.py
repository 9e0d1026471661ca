"""What a refusal by a mail server says about the address it was for."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from portal.rules.base.states import BounceWeight

WINDOW = timedelta(days=7)
THIRD = 3
_GRAVEST_FIRST = (BounceWeight.UNREACHABLE, BounceWeight.DISTRUSTED, BounceWeight.COUNTED, BounceWeight.PASSING)
_STATUS = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})$")
# 5.1.7 and 5.1.8 are about the sender's address, which is ours: the recipient's is not touched.
_OUR_OWN = ("5.1.7", "5.1.8")


def weigh(status: str) -> BounceWeight:
    """The weight of one refusal, by its enhanced status (RFC 3463) or, where there is none, its three digits.

    5.1.x: no such mailbox. 5.7.x: the server distrusts us. Any other 5: counted. All else passes by itself.
    """
    found = _STATUS.match(status)
    if found is None:
        return BounceWeight.COUNTED if re.match(r"^5\d\d$", status) else BounceWeight.PASSING
    if found[1] != "5":
        return BounceWeight.PASSING
    if status in _OUR_OWN or found[2] == "7":
        return BounceWeight.DISTRUSTED
    return BounceWeight.UNREACHABLE if found[2] == "1" else BounceWeight.COUNTED


def worst(statuses: Sequence[str]) -> str:
    """The one of these refusals of one message that says most: that there is no such mailbox, before all else."""
    return min(statuses, key=lambda status: _GRAVEST_FIRST.index(weigh(status)))


def flags(weight: BounceWeight, counted_before: Iterable[datetime], now: datetime) -> bool:
    """Whether this refusal makes the address unreachable: at once, or as the third that counts within seven days."""
    if weight is BounceWeight.UNREACHABLE:
        return True
    recent = sum(now - WINDOW < at for at in counted_before)
    return weight is BounceWeight.COUNTED and recent + 1 >= THIRD
