"""Run all measurements, or those named (`pages`, `lines`, `mail`, `race`, `replies`); exits 1 beyond a limit."""

import sys
from collections.abc import Callable

from bench import allocation, mail, pages, race, replies

ENGINES = ("sqlite", "postgresql")
MEASUREMENTS: dict[str, tuple[str, Callable[[], list[bool]]]] = {
    "pages": (
        "Pages: CPU of a process of their own, against the same rows (R) and the smallest page (O); a registration, "
        "against the smallest one (F)",
        lambda: [pages.measure(engine) for engine in ENGINES],
    ),
    "lines": ("Long lines", lambda: [allocation.measure()]),
    "mail": ("Mail, through a server that takes everything", lambda: [mail.measure()]),
    "race": ("The last seats, over HTTP", lambda: [race.race(engine) for engine in ENGINES]),
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
