"""The law of places, as literal as its text: examples, random cases, an oracle, a check per invariant."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.rules.base.states import SEATS, RegistrationState
from portal.rules.registrations.places import Line, Room

Pick = Callable[[int, int], int]
Served = Sequence[tuple[int, ...]]
Members = tuple[Line, ...]

DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
LUMIERE, RELAIS, CPAS = 1, 2, 3
WAITING = RegistrationState.WAITLISTED
STATES = [WAITING] * 7 + [
    RegistrationState.CONFIRMED,
    RegistrationState.CONFIRMED,
    RegistrationState.HELD,
    RegistrationState.COMPLETED,
    RegistrationState.PENDING,
    RegistrationState.CANCELLED,
]


def waiting(number: int, partner: int = LUMIERE, *, minute: int | None = None, **more: Any) -> Line:
    """A registration in the line; without a minute it joined in the order of its id."""
    joined_at = DAY + timedelta(minutes=number if minute is None else minute)
    return Line(number, partner, WAITING, joined_at, **more)


def seated(number: int, partner: int = LUMIERE, state: RegistrationState = RegistrationState.CONFIRMED) -> Line:
    """A registration that no longer stands in the line."""
    return replace(waiting(number, partner), state=state)


def group(name: str, *numbers: int, partner: int = LUMIERE, **more: Any) -> list[Line]:
    """Registrations that come together or not at all."""
    return [waiting(number, partner, group=name, together=True, **more) for number in numbers]


def case_from(pick: Pick) -> tuple[Room, list[Line]]:
    """Build a small room and line from whole numbers, drawn by Hypothesis or by a seeded generator."""
    room = Room(
        capacity=pick(0, 6),
        allowance=pick(0, 4) // 4,
        quota=None if pick(0, 2) == 0 else pick(0, 4),
        raised={1: pick(1, 5)} if pick(0, 4) == 4 else {},
        moves=pick(0, 9) < 9,
        seats_without_name_served=pick(0, 3) < 3,
    )
    partners = pick(1, 3)
    return room, [line_from(pick, number, partners) for number in range(1, pick(0, 12) + 1)]


def line_from(pick: Pick, number: int, partners: int) -> Line:
    """Build one registration: a group has one partner and comes together or not; only a seat can be left."""
    partner, group = pick(1, partners), pick(0, 4)
    state = STATES[pick(0, len(STATES) - 1)]
    return Line(
        id=number,
        partner_id=partner,
        state=state,
        joined_at=DAY + timedelta(hours=pick(0, 4)),
        credit=pick(0, 3) // 3,
        group=None if group < 2 else f"{partner}-{group}",
        together=group > 2,
        auto_accepts=pick(0, 9) < 9,
        has_left=state in SEATS and pick(0, 4) == 4,
        named=pick(0, 4) < 4,
    )


def seeded_cases(count: int) -> Iterable[tuple[Room, list[Line]]]:
    """Yield the same cases at every run."""
    for seed in range(count):
        yield case_from(random.Random(seed).randint)


def slow_allocate(room: Room, lines: list[Line], earlier: Served = ()) -> list[tuple[int, ...]]:
    """Serve the eligible entry with the smallest key until none is eligible."""
    served = list(earlier)
    while candidates := eligible_entries(room, lines, served):
        best = min(candidates, key=lambda entry: key_of(entry, lines, served))
        served.append(tuple(sorted(line.id for line in best)))
    return served[len(earlier) :]


def slow_order(room: Room, lines: list[Line]) -> list[tuple[int, ...]]:
    """List who is served while one seat after another frees: first who moves alone, then whoever waits."""
    order: list[tuple[int, ...]] = []
    more = 0
    everybody = [replace(line, auto_accepts=True, named=True) for line in lines]
    for moves, waiting in [(room.moves, lines), (True, everybody)]:
        while eligible_entries(wider(room, 99, moves), waiting, order):
            just_served = slow_allocate(wider(room, more, moves), waiting, order)
            order += just_served
            more += not just_served
    return order


def wider(room: Room, more: int, moves: bool) -> Room:
    """The same room with more seats."""
    return replace(room, capacity=room.capacity + more, moves=moves)


def seats_of(partner: int | None, lines: list[Line], served: Served) -> int:
    """Count the seats after these were served, of one partner or of all."""
    gained = {number for ids in served for number in ids}
    return sum(
        (line.state in SEATS and not line.has_left) or line.id in gained
        for line in lines
        if partner in (None, line.partner_id)
    )


def entries_in(room: Room, lines: list[Line], served: Served) -> list[Members]:
    """List what could still be served, leaving seats and quotas aside."""
    if not room.moves:
        return []
    gained = {number for ids in served for number in ids}
    found = set()
    for line in lines:
        members: Members = (line,)
        if line.together and line.group:
            members = tuple(
                other
                for other in lines
                if other.group == line.group and other.state in (WAITING, RegistrationState.PENDING)
            )
        ready = all(m.state is WAITING and m.auto_accepts and m.id not in gained for m in members)
        nameless = any(not m.named for m in members)
        if members and ready and line in members and (room.seats_without_name_served or not nameless):
            found.add(members)
    return sorted(found, key=lambda members: members[0].id)


def quota_for(room: Room, partner: int) -> float:
    """Return the quota of a partner, infinite when there is none."""
    return float("inf") if room.quota is None else max(room.quota, room.raised.get(partner, 0))


def eligible_entries(room: Room, lines: list[Line], served: Served) -> list[Members]:
    """List the entries no larger than the free seats and than what is left of their partner's quota."""
    free = room.capacity + room.allowance - seats_of(None, lines, served)
    return [
        entry
        for entry in entries_in(room, lines, served)
        if len(entry) <= free
        and len(entry) <= quota_for(room, entry[0].partner_id) - seats_of(entry[0].partner_id, lines, served)
    ]


def key_of(entry: Members, lines: list[Line], served: Served) -> tuple[int, int, datetime, int]:
    """Return the key of fairness as the text has it."""
    credit = 1 if all(line.credit for line in entry) else 0
    held = seats_of(entry[0].partner_id, lines, served)
    return (-credit, held, min(line.joined_at for line in entry), min(line.id for line in entry))


def keeps_to_the_limit(room: Room, lines: list[Line], served: Served) -> None:
    """I1: seats never rise above capacity and allowance."""
    before, after = seats_of(None, lines, []), seats_of(None, lines, served)
    assert after <= max(before, room.capacity + room.allowance)


def leaves_no_seat_unused(room: Room, lines: list[Line], served: Served) -> None:
    """I6: no eligible entry remains while a seat is free."""
    assert eligible_entries(room, lines, served) == []


def serves_the_smallest_key(room: Room, lines: list[Line], served: Served) -> None:
    """I7: each entry served had the smallest key among those eligible at its turn."""
    for turn, ids in enumerate(served):
        earlier = served[:turn]
        candidates = eligible_entries(room, lines, earlier)
        assert candidates, f"{ids} was served though nothing was eligible"
        best = min(candidates, key=lambda entry: key_of(entry, lines, earlier))
        assert set(ids) & {line.id for line in best}


def serves_groups_whole(room: Room, lines: list[Line], served: Served) -> None:
    """I8: a group that comes together is served whole or not at all, nobody is served twice, and it ends."""
    possible = {tuple(sorted(line.id for line in entry)) for entry in entries_in(room, lines, [])}
    assert len(served) == len(set(served))
    assert set(served) <= possible


def keeps_to_the_quota(room: Room, lines: list[Line], served: Served) -> None:
    """I9: seats of a partner never rise above its quota while the quota holds."""
    for partner in {line.partner_id for line in lines}:
        before, after = seats_of(partner, lines, []), seats_of(partner, lines, served)
        assert after <= max(before, quota_for(room, partner))


LAWS = [
    keeps_to_the_limit,
    leaves_no_seat_unused,
    serves_the_smallest_key,
    serves_groups_whole,
    keeps_to_the_quota,
]
