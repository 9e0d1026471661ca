"""An attacker who holds the database after all is done, and looks for what joins an answer to a person.

He reads every table with what the engine adds by itself (row ids, transaction numbers, places of rows, bytes of the
file), and knows from elsewhere who has which number; what he finds is given as sentences.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, text

from portal.database import db

MINE = ("evaluation_answers", "evaluation_tickets")


def whole(row: Iterable[object]) -> str:
    """All that a row says, moments in UTC."""
    return " ".join(str(one.astimezone(UTC) if isinstance(one, datetime) and one.tzinfo else one) for one in row)


class Attacker:
    """`words` of the answers in the order in which they came, `hashes` of the tickets in the order of the people."""

    def __init__(self, app: Flask, words: Sequence[str], hashes: Sequence[str], tickets: Sequence[str]) -> None:
        self.app, self.words, self.hashes, self.tickets = app, words, hashes, tickets

    def findings(self, moments: Iterable[str]) -> set[str]:
        """What joins: an empty set where nothing does. `moments` are the minutes in which answers came."""
        on_sqlite = db.engine.dialect.name == "sqlite"
        if on_sqlite:
            self._settle()
        with db.engine.connect() as connection:
            found = self._in_other_tables(connection, [*moments])
            found |= self._in_a_file() if on_sqlite else self._in_system_columns(connection)
        return found

    def _in_other_tables(self, connection: Connection, moments: list[str]) -> set[str]:
        """Journal, outbox, jobs and all others: a ticket, its hash, words of an answer, or the minute it came."""
        secrets = {"a ticket": self.tickets, "a hash": self.hashes, "words": self.words, "the minute": moments}
        rows = [
            whole(row)
            for table in db.metadata.sorted_tables
            if table.name not in MINE
            for row in connection.execute(text(f"SELECT * FROM {table.name}"))
        ]
        return {
            f"{what} stands in another table"
            for what, those in secrets.items()
            if any(one in row for one in those for row in rows)
        }

    def _in_system_columns(self, connection: Connection) -> set[str]:
        """PostgreSQL: who was written in one transaction, and in which order rows lie."""
        answers, tickets = (
            connection.execute(text(f"SELECT *, xmin::text AS born FROM {name} ORDER BY ctid")).all() for name in MINE
        )
        births = {row.born for row in (*answers, *tickets)}
        found = {"rows are told apart by their transaction"} if len(births) > 1 else set()
        others = (
            connection.scalars(text(f"SELECT xmin::text FROM {table.name}"))
            for table in db.metadata.sorted_tables
            if table.name not in MINE
        )
        if births & {born for those in others for born in those}:
            found.add("another row was written in one transaction with an answer")
        return found | self._in_order([row.words for row in answers], [row.ticket_hash for row in tickets])

    def _in_a_file(self) -> set[str]:
        """SQLite: where each row lies in the file, and what erased rows left there."""
        content = self._file().read_bytes()
        found = set()
        if any(content.count(word.encode()) > 1 for word in self.words):
            found.add("an older copy of an answer is left")
        if any(ticket.encode() in content for ticket in self.tickets):
            found.add("a ticket is left")
        # A ticket's hash stands in its row and in the index of hashes; each of the two may lie in order.
        places = (content.find, content.rfind)
        halves = [sorted(self.hashes, key=lambda one, place=place: place(one.encode())) for place in places]
        lying = sorted(self.words, key=lambda one: content.find(one.encode()))
        return found.union(*(self._in_order(lying, half) for half in halves))

    def _in_order(self, words: Sequence[str], hashes: Sequence[str]) -> set[str]:
        """Rows that lie as they came, forwards or backwards: once in forty thousand by chance."""
        found = set()
        if list(self.words) in (list(words), list(reversed(words))):
            found.add("answers lie in the order in which they came")
        if list(self.hashes) in (list(hashes), list(reversed(hashes))):
            found.add("tickets lie in the order of the people")
        return found

    def _settle(self) -> None:
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")

    def _file(self) -> Path:
        home: Path = self.app.config["PORTAL"].home
        return home / "portal.sqlite3"
