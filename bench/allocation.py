"""What a long line costs: the rule of places itself, a registration behind it, and the expiry of many held seats."""

import math
import random
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from bench.ground import portal_on
from bench.registering import post_statements
from portal import clock
from portal.database import writing
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.registrations.places import Line, Room, allocate
from portal.services.registrations import holds
from tests.factories import World
from tests.statements import statements

LINES = (100, 1_000, 10_000)
PARTNERS, ROUNDS, ALLOWED = 60, 7, 1.6
WAITING, HOLDS = 1_000, (100, 1_000)
NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)


def measure() -> bool:
    """Print every figure; whether all are within their limits."""
    held = [_allocation()]
    with portal_on("sqlite") as (app, world):
        counts = [post_statements(app, world, line) for line in (0, WAITING)]
        print(f"  post       {counts[0]} statements in an empty session, {counts[1]} behind {WAITING:,} people")
        with app.app_context():
            held += [counts[0] == counts[1], _expiry(world)]
    return all(held)


def _allocation() -> bool:
    """Ten times the line may cost ten times n log n: the ratios are printed against it."""
    took = [_seconds(line) for line in LINES]
    held = True
    for shorter, longer, before, after in zip(LINES, LINES[1:], took, took[1:], strict=False):
        expected = longer * math.log(longer) / (shorter * math.log(shorter))
        ratio = after / before
        held = held and ratio <= expected * ALLOWED
        print(
            f"  allocate   {shorter:>6,} to {longer:>6,} people: {before * 1000:.2f} to {after * 1000:.2f} ms, "
            f"{ratio:.1f} times (n log n: {expected:.1f}, limit {expected * ALLOWED:.1f})"
        )
    return held


def _seconds(length: int) -> float:
    """The least time to give half of the line a seat, singles and groups of sixty partners, under a quota."""
    chance = random.Random(length)
    room = Room(capacity=length // 2, quota=max(1, length // PARTNERS))
    lines = [_line(chance, number) for number in range(length)]
    return min(_once(room, lines) for _ in range(ROUNDS))


def _line(chance: random.Random, number: int) -> Line:
    partner = chance.randrange(PARTNERS)
    joined_at = NOON + timedelta(minutes=chance.randrange(100_000))
    group = f"{partner}-{number // 200}" if chance.random() < 0.2 else None
    credit, state = chance.randrange(2), RegistrationState.WAITLISTED
    return Line(number, partner, state, joined_at, credit=credit, group=group, together=bool(group))


def _once(room: Room, lines: list[Line]) -> float:
    begun = time.process_time()
    allocate(room, lines)
    return time.process_time() - begun


def _expiry(world: World) -> bool:
    """The job that takes back seats nobody named: its statements stay, its time grows with the seats."""
    counts, took = [], []
    for number in HOLDS:
        session_id = _held(world, number)
        with statements(world.app) as sent:
            begun = time.process_time()
            holds.expire(session_id)
            took.append(time.process_time() - begun)
        counts.append(len(sent))
    ratio, expected = took[1] / took[0], HOLDS[1] / HOLDS[0]
    print(
        f"  expiry     {HOLDS[0]} to {HOLDS[1]:,} held seats: {took[0] * 1000:.0f} to {took[1] * 1000:.0f} ms, "
        f"{ratio:.1f} times (limit {expected * ALLOWED:.0f}), {counts[0]} and {counts[1]} statements"
    )
    return ratio <= expected * ALLOWED


def _held(world: World, number: int) -> int:
    session, partner = world.training_session(capacity=number), world.partner(f"Retenues {number}")
    world.coordinator(partner)
    late = clock.now() - timedelta(minutes=1)
    row = {
        "session_id": session.id,
        "partner_id": partner.id,
        "state": RegistrationState.HELD,
        "joined_at": late,
        "hold_expires_at": late,
    }
    with writing() as database:
        database.execute(insert(Registration), [row] * number)
    return session.id
