"""Counting what is read and taken away, by object and day: no person, cookie or network address is known."""

import logging

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import writing
from portal.models.library.toolkits import Count
from portal.rules.base.states import CountKind

KEY = ["object_kind", "object_id", "day", "kind"]

log = logging.getLogger(__name__)


def add_one(object_kind: str, object_id: int, kind: CountKind) -> None:
    """One more today for the object; a database that is busy or away costs this count and nothing else."""
    values = {"object_kind": object_kind, "object_id": object_id, "day": clock.today(), "kind": kind, "n": 1}
    try:
        with writing() as session:
            on_postgresql = session.get_bind().dialect.name == "postgresql"
            statement = (postgresql.insert(Count) if on_postgresql else sqlite.insert(Count)).values(**values)
            session.execute(statement.on_conflict_do_update(index_elements=KEY, set_={"n": Count.n + 1}))
    except SQLAlchemyError as error:
        log.warning("a count was lost: %s", error.__class__.__name__)
