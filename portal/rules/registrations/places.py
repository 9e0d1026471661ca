"""Who gets a place: the one rule that runs after everything that can free a seat or ask for one.

The figures of a session (seats taken, free, left of a partner's quota) and the order in which its line is
served. The law in words is docs/registration.md, section "Allocation".
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush

from portal.rules.base.states import SEATS, RegistrationState
from portal.rules.refusals.registrations import GroupLargerThanQuota, GroupLargerThanRoom

Key = tuple[int, int, datetime, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One registration of the session, as far as the places depend on it."""

    id: int
    partner_id: int
    state: RegistrationState
    joined_at: datetime
    credit: int = 0
    group: str | None = None
    together: bool = False
    auto_accepts: bool = True
    has_left: bool = False
    named: bool = True


@dataclass(frozen=True, slots=True)
class Room:
    """What the session offers: its seats, its quota, and whether its line moves by itself at this moment.

    `quota` is None without one and once it is released; `raised` holds the partners whose quota is larger.
    """

    capacity: int
    allowance: int = 0
    quota: int | None = None
    raised: Mapping[int, int] = field(default_factory=dict)
    moves: bool = True
    seats_without_name_served: bool = True

    @property
    def limit(self) -> int:
        """The seats that allocation may fill."""
        return self.capacity + self.allowance


@dataclass(frozen=True, slots=True)
class Entry:
    """What is served at once: one waiting registration, or all of a group that wants to come together."""

    ids: tuple[int, ...]
    partner_id: int
    credit: int
    joined_at: datetime
    moves: bool

    @property
    def size(self) -> int:
        """The seats it needs."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Award:
    """One entry served, with the figures that decided, as they stood just before it was served."""

    entry: Entry
    partner_seats: int
    free: int
    quota_left: int | None

    @property
    def ids(self) -> tuple[int, ...]:
        """The registrations served together, in ascending order."""
        return self.entry.ids

    @property
    def inputs(self) -> dict[str, int | str | None]:
        """The key and the figures, ready for JSON: kept with the event, shown on the page that says why."""
        return {
            "credit": self.entry.credit,
            "partner_seats": self.partner_seats,
            "joined_at": self.entry.joined_at.isoformat(),
            "id": self.ids[0],
            "size": self.entry.size,
            "free": self.free,
            "quota_left": self.quota_left,
        }


def allocate(room: Room, lines: Sequence[Line]) -> list[Award]:
    """Say who is served now, in order of service; nobody while the session does not move by itself.

    Among the entries that fit (free seats, quota of their partner) the smallest key comes first, until none
    fits. Never passes the limit of the room or a quota, never splits a group, and leaves no seat free that an
    entry could take.
    """
    free = free_seats(room, lines)
    seats = seats_by_partner(lines)
    awards: list[Award] = []

    def fits(entry: Entry) -> bool:
        left = _left(room, entry.partner_id, seats)
        return entry.size <= free and (left is None or entry.size <= left)

    for entry in in_order_of_service((e for e in entries(room, lines) if e.moves), seats, fits):
        partner = entry.partner_id
        awards.append(Award(entry, seats[partner], free, _left(room, partner, seats)))
        free -= entry.size
        if not free:
            break
    return awards


def seats_by_partner(lines: Iterable[Line]) -> Counter[int]:
    """Count the seats that each partner holds: rows in a seat state that nobody has left."""
    return Counter(line.partner_id for line in lines if line.state in SEATS and not line.has_left)


def free_seats(room: Room, lines: Iterable[Line]) -> int:
    """Count the seats that allocation may still fill, never below 0."""
    return max(0, room.limit - seats_by_partner(lines).total())


def over_by(room: Room, lines: Iterable[Line]) -> int:
    """Count the seats beyond the limit of the room, the n of "complet + n"; 0 while the limit holds."""
    return max(0, seats_by_partner(lines).total() - room.limit)


def quota_of(room: Room, partner_id: int) -> int | None:
    """Return the most seats this partner may receive by itself, None when nothing limits it."""
    if room.quota is None:
        return None
    return max(room.quota, room.raised.get(partner_id, 0))


def quota_left(room: Room, lines: Iterable[Line], partner_id: int) -> int | None:
    """Count what is left of this partner's quota, never below 0; None when nothing limits it."""
    return _left(room, partner_id, seats_by_partner(lines))


def check_group_fits_quota(room: Room, partner_id: int, size: int) -> None:
    """Refuse a group that must come together and is larger than its partner's quota: it would wait in vain.

    Raises GroupLargerThanQuota while the quota holds.
    """
    quota = quota_of(room, partner_id)
    if quota is not None and size > quota:
        raise GroupLargerThanQuota(size=size, quota=quota)


def check_group_fits_room(room: Room, size: int) -> None:
    """Refuse a group that must come together and is larger than the room: no seat that frees would ever seat it.

    Raises GroupLargerThanRoom.
    """
    if size > room.limit:
        raise GroupLargerThanRoom(size=size, limit=room.limit)


def entries(room: Room, lines: Iterable[Line]) -> list[Entry]:
    """Gather the waiting line into what is served at once.

    An entry moves by itself when every registration in it does. A group some of whose members still await
    approval is left out: it is served whole.
    """
    singles: list[Line] = []
    groups: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.state not in (RegistrationState.WAITLISTED, RegistrationState.PENDING):
            continue
        if line.together and line.group is not None:
            groups[line.partner_id, line.group].append(line)
        elif line.state is RegistrationState.WAITLISTED:
            singles.append(line)
    whole = [m for m in groups.values() if all(line.state is RegistrationState.WAITLISTED for line in m)]
    return [_entry(room, members) for members in [[line] for line in singles] + whole]


def in_order_of_service(
    waiting: Iterable[Entry], seats: Counter[int], fits: Callable[[Entry], bool]
) -> Iterator[Entry]:
    """Yield the entries that fit, smallest key first; `seats` grows with each one after it was yielded.

    What does not fit at its turn is passed over for good, so `fits` may only become stricter on the way.
    Takes n log n steps: a partner that gains a seat changes the keys of its own entries only, and not their
    mutual order, so one queue per partner and a heap of the heads of these queues are enough.
    """
    queues = _queues(waiting)
    heads = [(_key(queue[-1], seats), partner) for partner, queue in queues.items()]
    heapify(heads)
    while heads:
        _, partner = heappop(heads)
        entry = queues[partner].pop()
        if fits(entry):
            yield entry
            seats[partner] += entry.size
        if queues[partner]:
            heappush(heads, (_key(queues[partner][-1], seats), partner))


def _entry(room: Room, members: list[Line]) -> Entry:
    return Entry(
        ids=tuple(sorted(line.id for line in members)),
        partner_id=members[0].partner_id,
        credit=min(line.credit for line in members),
        joined_at=min(line.joined_at for line in members),
        moves=room.moves and all(_moves(room, line) for line in members),
    )


def _moves(room: Room, line: Line) -> bool:
    return line.auto_accepts and (line.named or room.seats_without_name_served)


def _queues(waiting: Iterable[Entry]) -> dict[int, list[Entry]]:
    """Sort the entries by partner, the first to serve at the end of each list."""
    queues: dict[int, list[Entry]] = defaultdict(list)
    for entry in waiting:
        queues[entry.partner_id].append(entry)
    for queue in queues.values():
        queue.sort(key=lambda entry: (-entry.credit, entry.joined_at, entry.ids[0]), reverse=True)
    return queues


def _key(entry: Entry, seats: Counter[int]) -> Key:
    return (-entry.credit, seats[entry.partner_id], entry.joined_at, entry.ids[0])


def _left(room: Room, partner_id: int, seats: Counter[int]) -> int | None:
    quota = quota_of(room, partner_id)
    return None if quota is None else max(0, quota - seats[partner_id])
