"""Run all measurements, or those named (the keys of MEASUREMENTS); exits 1 when one is beyond its limit."""

import sys
from collections.abc import Callable

from bench import allocation, exports, lanes, mail, pages, plan, presence, race, replies, scale, searching

ENGINES = ("sqlite", "postgresql")
MEASUREMENTS: dict[str, tuple[str, Callable[[], list[bool]]]] = {
    "pages": (
        "Pages: CPU of a process of their own, against the same rows (R) and the smallest page (O); a registration, "
        "against the smallest one (F)",
        lambda: [pages.measure(engine) for engine in ENGINES],
    ),
    "plan": ("The plan of a team", plan.measure),
    "presence": ("Taking presence: the page of few and of many people", presence.measure),
    "lines": ("Long lines", lambda: [allocation.measure()]),
    "mail": ("Mail, through a server that takes everything", lambda: [mail.measure()]),
    "race": ("The last seats, over HTTP", lambda: [race.race(engine) for engine in ENGINES]),
    "lanes": ("Reading while others write, through the built-in server's two lanes", lambda: [lanes.measure()]),
    "exports": (
        "The ways out: processor time against the least that writes the same",
        lambda: [exports.measure()],
    ),
    "scale": (
        "Every page over a region's data, against as much as the demo has",
        lambda: [scale.measure(engine) for engine in ENGINES],
    ),
    "search": ("The search over 20, 500 and 5,000 partners", searching.measure),
    "replies": (
        "Answers to invitations: reading one, against the two parsers alone",
        lambda: [replies.measure()],
    ),
}

if __name__ == "__main__":
    held: list[bool] = []
    for name in sys.argv[1:] or MEASUREMENTS:
        title, measure = MEASUREMENTS[name]
        print(title)
        held += measure()
    print("All within their limits." if all(held) else "Beyond a limit: see above.")
    sys.exit(0 if all(held) else 1)
