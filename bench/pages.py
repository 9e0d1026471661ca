"""CPU and SQL statements of the pages, against two yardsticks in the same run: O, smallest page, and R, same rows."""

from dataclasses import dataclass

from flask import Flask

from bench import registering
from bench.ground import portal_on
from bench.rows import Rows, fill
from bench.turns import Measurement, Target, in_turns
from tests.statements import statements

SIGNED_IN = 1.5
UNCHANGED = 0.5
BYTES = 0.2
STILL, SLOWED, SEEN = 0.05, 0.10, 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a page may cost: its ratio to R, to O where it has one, and its statements."""

    rows: float
    smallest: float | None
    statements: int


# One of the statements asks for the revision (docs/adr/0020).
LIMITS = {"agenda": Limits(1.4, None, 3), "session": Limits(1.3, 2.5, 3), "directory": Limits(1.2, None, 3)}


def measure(engine: str) -> bool:
    """Print every figure; whether all are within their limits, which the ratios have on SQLite alone."""
    print(f" {engine}")
    with portal_on(engine) as (app, world):
        rows = fill(world)
        paths = {"agenda": "/", "session": f"/seances/{rows.public_id}", "directory": "/annuaire"}
        held = [_control(app, paths["session"])]
        pages = [_page(app, name, path, rows) for name, path in paths.items()]
        held += pages if engine == "sqlite" else []
        return all([*held, registering.measure(app, world)])


def _control(app: Flask, path: str) -> bool:
    """Whether the bench sees what it should: R beside itself, and R made a tenth slower."""
    url = app.config["PORTAL"].database_url
    plain, again, slowed = in_turns(
        [Target("R", url, path), Target("R", url, path), Target("R", url, path, slowed=SLOWED)]
    )
    same, slower = again.ratio_to(plain), slowed.ratio_to(plain)
    print(f"  control    R beside itself {same:.3f}, a tenth slower {slower:.3f} (either may be {SEEN} off)")
    return abs(same - 1) <= STILL and abs(slower - 1 - SLOWED) <= SEEN


def _page(app: Flask, name: str, path: str, rows: Rows) -> bool:
    url = app.config["PORTAL"].database_url
    asked = [
        Target("portal", url, path),
        Target("portal", url, path, rows.token),
        Target("R", url, path),
        Target("O", url),
        Target("portal", url, path, again=True),
    ]
    ours, signed_in, same_rows, smallest, unchanged = in_turns(asked)
    app.test_client().get(path)  # the first request looks when pages change next
    with statements(app) as seen:
        app.test_client().get(path)
    limits = LIMITS[name]
    to_rows, to_smallest = ours.ratio_to(same_rows), ours.ratio_to(smallest)
    to_anonymous = signed_in.ratio_to(ours)
    print(
        f"  {name:<10} {ours.milliseconds:6.2f} ms of CPU: {to_rows:.2f} R ({same_rows.milliseconds:.2f} ms; limit "
        f"{limits.rows}), {to_smallest:.1f} O ({smallest.milliseconds:.2f} ms; limit {limits.smallest or 'none'}), "
        f"{len(seen)} statements (limit {limits.statements})"
    )
    print(f"  {'':<10} {signed_in.milliseconds:6.2f} ms signed in: {to_anonymous:.2f} of anonymous (limit {SIGNED_IN})")
    to_least = unchanged.ratio_to(smallest)
    print(f"  {'':<10} {unchanged.milliseconds:6.2f} ms unchanged: {to_least:.2f} O (limit {UNCHANGED})")
    held = to_least <= UNCHANGED and to_rows <= limits.rows and to_smallest <= (limits.smallest or to_smallest)
    held = held and len(seen) <= limits.statements and to_anonymous <= SIGNED_IN
    return _as_long(ours, same_rows) and held


def _as_long(ours: Measurement, same_rows: Measurement) -> bool:
    """Whether R writes a page of our length: else it is no yardstick."""
    ratio = same_rows.size / ours.size
    if abs(ratio - 1) > BYTES:
        print(f"  {'':<10} R is no yardstick: {same_rows.size:,} bytes beside our {ours.size:,}")
    return abs(ratio - 1) <= BYTES
