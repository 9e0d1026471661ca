"""Counting the words that found nothing, by day: no person, no question, no hour is known."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import writing
from portal.models.base.search_words import MissedWord
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.upkeep.retention import RecordKind, over_before
from portal.services.base.journal import Entry, record

KEY = ["word", "day"]
MOST_A_DAY = 300  # whoever asks for the whole language fills no more than that

log = logging.getLogger(__name__)


def count(words: Collection[str]) -> None:
    """One more today for each of these words. Where the database is busy or away nobody waits, and none is counted."""
    if not words:
        return
    try:
        with writing(patient=False) as session:
            today = clock.today()
            held = select(func.count()).select_from(MissedWord).where(MissedWord.day == today)
            if (session.scalar(held) or 0) >= MOST_A_DAY:
                return
            add = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
            # In one order for everybody: two readers at once never wait for each other.
            statement = add(MissedWord).values([{"word": word[:80], "day": today, "n": 1} for word in sorted(words)])
            session.execute(statement.on_conflict_do_update(index_elements=KEY, set_={"n": MissedWord.n + 1}))
    except SQLAlchemyError as error:
        log.warning("words that found nothing were not counted: %s", error.__class__.__name__)


def due(now: datetime) -> Select[Any]:
    """The days whose words are past their term."""
    first_kept = clock.local(over_before(RecordKind.MISSED_WORD, now)).date()
    return select(MissedWord.day).where(MissedWord.day < first_kept).distinct()


def drop(actor_id: int, word: str) -> None:
    """Forget a word: staff wrote the sheet, or need none."""
    with writing() as session:
        session.execute(delete(MissedWord).where(MissedWord.word == word))
        record(session, actor_id, Entry(Verb.DROPPED_MISSED_WORD, ObjectKind.PORTAL, 0))
