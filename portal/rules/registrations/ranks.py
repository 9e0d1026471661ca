"""Where somebody stands in the line: an estimate, for the page and the mail that say "en attente, n° k"."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.rules.registrations.places import (
    Entry,
    Line,
    Room,
    entries,
    free_seats,
    in_order_of_service,
    quota_of,
    seats_by_partner,
)


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of one waiting registration.

    `position` counts persons from 1 and is the same for all of a group that comes together; it is None when
    the quota of the partner stands in the way, whatever frees. `moves` is False when only a trainer or staff
    can still give a seat.
    """

    position: int | None
    blocked_by_quota: bool
    moves: bool


def ranks(room: Room, lines: Sequence[Line]) -> dict[int, Rank]:
    """Estimate the place of every waiting registration, as if seats freed one by one.

    Those who move by themselves come first, as allocation would serve them; then the others, by the same
    rule. Nobody else is supposed to come or to leave.
    A group that waits in part for approval has no rank.
    """
    waiting = entries(room, lines)
    seats = seats_by_partner(lines)
    free = free_seats(room, lines)
    found: dict[int, Rank] = {}
    ahead = 0
    for moves in (True, False):
        for entry in _as_seats_free(room, [e for e in waiting if e.moves is moves], seats, max(0, free - ahead)):
            found.update(dict.fromkeys(entry.ids, Rank(ahead + 1, False, moves)))
            ahead += entry.size
    for entry in waiting:
        if entry.ids[0] not in found:
            found.update(dict.fromkeys(entry.ids, Rank(None, True, entry.moves)))
    return found


def _as_seats_free(room: Room, waiting: list[Entry], seats: Counter[int], free: int) -> Iterator[Entry]:
    """Yield the entries in the order of service as one seat after another frees; those over quota never come.

    Each freed seat goes at once to the smallest entry that may have it, so seats only gather for a group when
    nothing smaller is left: the order is by size first, and within a size as allocation orders it.
    """
    served: set[int] = set()

    def fits_now(entry: Entry) -> bool:
        return entry.size <= free and _within_quota(room, entry, seats)

    for entry in in_order_of_service(waiting, seats, fits_now):
        served.add(entry.ids[0])
        free -= entry.size
        yield entry
    rest = sorted((e for e in waiting if e.ids[0] not in served), key=lambda e: e.size)
    for _, of_one_size in groupby(rest, key=lambda e: e.size):
        yield from in_order_of_service(of_one_size, seats, lambda entry: _within_quota(room, entry, seats))


def _within_quota(room: Room, entry: Entry, seats: Counter[int]) -> bool:
    quota = quota_of(room, entry.partner_id)
    return quota is None or seats[entry.partner_id] + entry.size <= quota
