"""What a refusal by a mail server says about the address it was for: by its status (RFC 3463) and by its words.

Of what contradicts itself the milder reading counts, for a flag keeps somebody from her mails: "5.1.1" over "blocked
using a blacklist" speaks of us, over "mailbox full" of today.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.rules.base.states import BounceWeight
from portal.rules.post.refusal_words import (
    AFTER_CONTENT,
    DEAD,
    DISTRUST,
    FOR_NOW,
    FULL,
    NO_DOMAIN,
    NOT_LISTED,
    UNKNOWN,
)

WINDOW = timedelta(days=7)
THIRD = 3
_GRAVEST_FIRST = (
    BounceWeight.UNREACHABLE,
    BounceWeight.DISTRUSTED,
    BounceWeight.COUNTED,
    BounceWeight.FULL,
    BounceWeight.PASSING,
)
_STATUS = re.compile(r"(?<![\w.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)", re.ASCII)
_REPLY = re.compile(r"(?<![\w.:-])5\d\d(?!\w|[.:]\d)", re.ASCII)
_REPLY_FOR_NOW = re.compile(r"(?<![\w.:-])4[2-5]\d(?!\w|[.:]\d)", re.ASCII)
# 5.1.7 and 5.1.8 are about the sender's address, which is ours: the recipient's is not touched.
_OUR_OWN = ("5.1.7", "5.1.8")
# No such host, and how Microsoft 365 says that it has no such recipient.
_NOWHERE = ("5.4.4", "5.4.1")
# Servers use these two for anything: 5.1.0 for senders they refuse, 5.2.0 for what their filters refuse.
_VAGUE = ("5.1.0", "5.2.0")
_LINK = re.compile(r"https?://([^/\s]+)\S*")
# An address may be called "spam@" or "unknown@".
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


def statuses_in(words: str) -> list[str]:
    """Every enhanced status in these words, such as 5.1.1; an IP address or a version is none."""
    return [found[0] for found in _STATUS.finditer(words)]


def status_in(words: str) -> str:
    """The first enhanced status that is no bare 5.0.0, else that one, else three digits, else ""."""
    found = statuses_in(words)
    reply = _REPLY.search(words)
    telling = next((status for status in found if not _bare(status)), "")
    return telling or (found[0] if found else reply[0] if reply else "")


def _bare(status: str) -> bool:
    return status.endswith(".0.0")


def weigh(status: str, words: str = "") -> BounceWeight:
    """The weight of one refusal, by its `status` (enhanced, or three digits) and by what the server said beside it.

    `status` is empty where only sentences were read: those alone, quoted by who knows what, flag nobody at once but
    where they speak of a directory or a domain.
    """
    said = _ADDRESS.sub("@", _LINK.sub(r"\1", " ".join(words.lower().split())))
    found = {*statuses_in(status), *statuses_in(said)}
    if any(one.endswith(".2.2") for one in found) or FULL.search(said):
        return BounceWeight.FULL
    if any(one.startswith("5.7.") or one in _OUR_OWN for one in found):
        return BounceWeight.DISTRUSTED
    lasting = _is_lasting(found, f"{status} {said}".strip())
    if lasting and DISTRUST.search(said) and "5.4.1" not in found:
        return BounceWeight.DISTRUSTED
    if FOR_NOW.search(said):
        return BounceWeight.PASSING
    if _says_dead(status, found, said, lasting=lasting):
        return BounceWeight.UNREACHABLE
    return BounceWeight.COUNTED if lasting else BounceWeight.PASSING


def _is_lasting(found: set[str], said: str) -> bool:
    """By its first figure; without any figure a server that gives a letter back has given up."""
    if found or _REPLY.search(said):
        return any(one.startswith("5") for one in found) or _REPLY.search(said) is not None
    return said != "" and _REPLY_FOR_NOW.search(said) is None


def _says_dead(status: str, found: set[str], said: str, *, lasting: bool) -> bool:
    """By 5.1.x, by 5.4.1 and 5.4.4, or by words that the address or its domain is not there.

    Words count also under 4.x, which some servers write when they have tried for days; a domain that cannot be found
    may be found tomorrow.
    """
    if any((one.startswith("5.1.") or one in _NOWHERE) and one not in _VAGUE for one in found):
        return True
    if NOT_LISTED.search(said) or (lasting and NO_DOMAIN.search(said)):
        return True
    if AFTER_CONTENT.search(said) or "5.2.0" in found:
        return False
    precise = any(not _bare(one) for one in found)
    if precise and (DEAD.search(said) or UNKNOWN.search(said)):
        return True
    return bool(status) and UNKNOWN.search(said) is not None


def gravest(weights: Iterable[BounceWeight]) -> BounceWeight:
    """The one that says most, where a message came back several times: that there is no such mailbox, before all."""
    return min(weights, key=_GRAVEST_FIRST.index)


def flags(weight: BounceWeight, counted_before: Iterable[datetime], now: datetime) -> bool:
    """Whether this refusal makes the address unreachable: at once, or as the third that counts within seven days."""
    if weight is BounceWeight.UNREACHABLE:
        return True
    recent = sum(now - WINDOW < at for at in counted_before)
    return weight is BounceWeight.COUNTED and recent + 1 >= THIRD
