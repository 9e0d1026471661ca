"""The code in the room: six characters for each minute of a half-day, by which somebody says that she is there.

What a code opens is a declaration, which counts for nothing before a trainer confirms it (docs/adr/0024).
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from portal.rules.base.secrets import LEFT_OUT, LETTERS
from portal.rules.base.states import PresenceMark, SessionStatus

LENGTH = 6
HALF = LENGTH // 2
CODES: int = len(LETTERS) ** LENGTH
A_MINUTE = timedelta(minutes=1)
BEFORE = timedelta(minutes=30)
REMEMBERED = 30  # minutes for which an old code is still told from one that never was
STILL_KNOWN = timedelta(hours=12)  # after the end, a code of that half-day is told that it is over
MOST_WRONG = 5
FORGIVEN_AFTER = timedelta(minutes=10)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Door(StrEnum):
    """Whether a half-day takes declarations: `shut` where nothing is noted on its list any more."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Hours:
    """When a half-day is held, and what became of its session."""

    starts_at: datetime
    ends_at: datetime
    status: SessionStatus = SessionStatus.PUBLISHED

    @property
    def opens_at(self) -> datetime:
        """From when on its code is shown and counts."""
        return self.starts_at - BEFORE


def door(hours: Hours, now: datetime) -> Door:
    """From half an hour before the start up to the end, the end itself left out, of a published session."""
    if hours.status is not SessionStatus.PUBLISHED:
        return Door.SHUT
    if now < hours.opens_at:
        return Door.NOT_YET
    return Door.OPEN if now < hours.ends_at else Door.OVER


def shown(days: Sequence[Hours], now: datetime) -> int:
    """Which of a session's half-days the page of the code is about, by its place: the first not over, else the last."""
    coming = (number for number, hours in enumerate(days) if now < hours.ends_at)
    return next(coming, len(days) - 1)


def minute_of(moment: datetime) -> int:
    """The number of the minute in which the moment lies."""
    return (moment - _EPOCH) // A_MINUTE


def seconds_left(now: datetime) -> int:
    """After how many whole seconds, one at least, the next code is shown."""
    return 60 - int((now - _EPOCH).total_seconds()) % 60


def code_of(secret: str, minute: int) -> str:
    """The six characters of a minute: a keyed hash cut to one of 30 to the power of 6."""
    digest = hmac.new(secret.encode(), f"room code {minute}".encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(digest, "big") % CODES, ""
    for _letter in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return letters


def as_typed(text: str) -> str:
    """The code in what somebody typed: small letters, spaces and dashes do no harm."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in folded if unicodedata.category(letter) not in LEFT_OUT).upper()


def halves(code: str) -> tuple[str, str]:
    """A code as it is read aloud, in two threes."""
    return code[:HALF], code[HALF:]


def is_code(text: str) -> bool:
    """Whether a text has the length and the characters of a code."""
    return len(text) == LENGTH and not set(text) - set(LETTERS)


def counts(secret: str, code: str, now: datetime) -> bool:
    """Whether the code is that of this minute, or of the one before."""
    return any(_same(code, secret, minute_of(now) - ago) for ago in range(2))


def was(secret: str, code: str, now: datetime) -> bool:
    """Whether the code has counted within the last half hour, and does no longer."""
    return any(_same(code, secret, minute_of(now) - ago) for ago in range(2, REMEMBERED + 1))


class Fit(StrEnum):
    """What a code is to a half-day, the best first: it opens it, or why not."""

    OPENS = "opens"
    SHUT = "shut"
    OVER = "over"
    OLD = "old"
    UNKNOWN = "unknown"


def fit(secret: str, hours: Hours, code: str, now: datetime) -> Fit:
    """What the code is to a half-day with this secret; that it is over is told to who holds a code it had lately."""
    counted = counts(secret, code, now)
    if not counted and not was(secret, code, now):
        return Fit.UNKNOWN
    match door(hours, now):
        case Door.OPEN:
            return Fit.OPENS if counted else Fit.OLD
        case Door.SHUT:
            return Fit.SHUT
        case Door.OVER:
            return Fit.OVER
    return Fit.UNKNOWN


def best(found: Iterable[Fit]) -> Fit:
    """What is told of a code that several half-days may know."""
    order = list(Fit)
    return min(found, key=order.index, default=Fit.UNKNOWN)


def _same(code: str, secret: str, minute: int) -> bool:
    return hmac.compare_digest(code.encode(), code_of(secret, minute).encode())


def to_confirm(mark: PresenceMark | None, marked_at: datetime | None, declared_at: datetime) -> bool:
    """Whether a declaration still has something to say to the trainer.

    It has where nothing is noted, and where somebody noted as absent or excused declared herself afterwards.
    """
    if mark is None or marked_at is None:
        return True
    return mark is not PresenceMark.PRESENT and marked_at < declared_at


def recognised(mailbox: str, seats: Iterable[tuple[int, str, bool]]) -> int | None:
    """The one registration of a mailbox among live ones, each with its mailbox and whether it is expected now.

    None for nobody, for a mailbox that several share, and for who is not expected: all three are told the same.
    """
    found = [(number, expected) for number, box, expected in seats if box == mailbox and mailbox]
    return found[0][0] if len(found) == 1 and found[0][1] else None


@dataclass(frozen=True, slots=True)
class WrongCodes:
    """How many wrong codes one browser has sent, and the minute of the last; kept in its own signed cookie."""

    number: int = 0
    last: int = 0

    def after(self, now: datetime) -> "WrongCodes":
        """With one more; those of ten minutes ago are forgotten."""
        return WrongCodes(self.lately(now) + 1, minute_of(now))

    def lately(self, now: datetime) -> int:
        """How many still count."""
        return self.number if minute_of(now) - self.last <= FORGIVEN_AFTER // A_MINUTE else 0

    def too_many(self, now: datetime) -> bool:
        """Whether a wrong code is answered with nothing but the way to the trainer; a right one counts all the same."""
        return self.lately(now) > MOST_WRONG
