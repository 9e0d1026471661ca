"""Counting what is read and taken away, by object and day: no person, cookie or network address is known."""

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import writing
from portal.models.library.toolkits import Count
from portal.rules.base.states import CountKind

KEY = ["object_kind", "object_id", "day", "kind"]
PLACE = "counts_waiting"

log = logging.getLogger(__name__)
One = tuple[str, int, date, CountKind]


@dataclass(slots=True)
class Waiting:
    """What could not be written yet: nobody who reads waits for somebody who writes."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    counts: Counter[One] = field(default_factory=Counter)

    def taken(self) -> Counter[One]:
        """All of it, for whoever writes it or puts it back."""
        with self.lock:
            taken, self.counts = self.counts, Counter()
            return taken

    def put(self, counts: Mapping[One, int]) -> None:
        """Add to it."""
        with self.lock:
            self.counts.update(counts)


def add_one(object_kind: str, object_id: int, kind: CountKind) -> None:
    """One more today for the object. Where the database is busy or away it is written with the next one that passes."""
    waiting: Waiting = current_app.extensions.setdefault(PLACE, Waiting())
    waiting.put({(object_kind, object_id, clock.today(), kind): 1})
    taken = waiting.taken()
    try:
        _write(taken)
    except SQLAlchemyError as error:
        waiting.put(taken)
        log.warning("a count waits: %s", error.__class__.__name__)


def _write(counts: Mapping[One, int]) -> None:
    rows = [{**dict(zip(KEY, one, strict=True)), "n": number} for one, number in counts.items()]
    if not rows:  # another reading took this one along
        return
    with writing(patient=False) as session:
        on_postgresql = session.get_bind().dialect.name == "postgresql"
        statement = (postgresql.insert(Count) if on_postgresql else sqlite.insert(Count)).values(rows)
        added = {"n": Count.n + statement.excluded.n}
        session.execute(statement.on_conflict_do_update(index_elements=KEY, set_=added))
