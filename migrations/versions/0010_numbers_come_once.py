"""On SQLite the number of a deleted row came again; a message keyed by it was then never written.

Every table that numbers its rows is copied into one that says AUTOINCREMENT. Its numbers go on after the highest
that is there, that the journal names, or that a key of the outbox was made of. PostgreSQL never gave one twice.
"""

import re

from alembic import op
from sqlalchemy import Connection, text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PLAIN = re.compile(r"\bid INTEGER NOT NULL(?! PRIMARY KEY)")
KEY = re.compile(r",\s*CONSTRAINT \S+ PRIMARY KEY \(id\)")
ONCE = "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"
NAMED_IN_THE_JOURNAL = {
    "account": "accounts",
    "announcement": "announcements",
    "attachment": "attachments",
    "inbound": "inbound",
    "interest": "interests",
    "join_request": "join_requests",
    "mail": "outbox",
    "mail_preference": "mail_preferences",
    "meeting": "meetings",
    "message": "session_messages",
    "partner": "partners",
    "person": "people",
    "registration": "registrations",
    "session": "training_sessions",
    "sheet": "sheets",
    "toolkit": "toolkits",
    "venue": "venues",
    "workshop": "workshops",
}
NAMED_IN_A_KEY = {
    "sign-in": "challenges",
    "again": "outbox",
    "announcement": "announcements",
    "forwarded": "inbound",
    "session-message": "session_messages",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        connection = op.get_bind()
        for table, definition in numbered(connection):
            rebuild(connection, table, KEY.sub("", PLAIN.sub(ONCE, definition, count=1)))
        for kind, table in NAMED_IN_THE_JOURNAL.items():
            go_on_after(connection, table, "SELECT max(object_id) FROM events WHERE object_kind = :word", kind)
        for word, table in NAMED_IN_A_KEY.items():
            number = "CAST(substr(key, length(:word) + 2) AS INTEGER)"
            go_on_after(connection, table, f"SELECT max({number}) FROM outbox WHERE key LIKE :word || ':%'", word)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        connection = op.get_bind()
        for table, definition in numbered(connection):
            plain = definition.replace(ONCE, "id INTEGER NOT NULL", 1).rstrip().removesuffix(")")
            rebuild(connection, table, f"{plain.rstrip()},\n\tCONSTRAINT pk_{table} PRIMARY KEY (id)\n)")


def numbered(connection: Connection) -> list[tuple[str, str]]:
    """The tables whose key is a number of their own, with the statement that made each."""
    made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"))
    return [(name, sql) for name, sql in made if ONCE in sql or (PLAIN.search(sql) and KEY.search(sql))]


def rebuild(connection: Connection, table: str, definition: str) -> None:
    """Copy the table into one defined otherwise, with its rows and indexes."""
    on_table = {"table": table}
    indexes = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL"
    made = connection.execute(text(indexes), on_table).scalars().all()
    renamed, times = re.subn(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE _new_{table}", definition)
    if times != 1:
        raise ValueError(f"the definition of {table} is not read")
    for statement in (
        renamed,
        f"INSERT INTO _new_{table} SELECT * FROM {table}",  # noqa: S608 (a table of ours)
        f"DROP TABLE {table}",
        f"ALTER TABLE _new_{table} RENAME TO {table}",
        *made,
    ):
        connection.exec_driver_sql(statement)


def go_on_after(connection: Connection, table: str, highest: str, word: str) -> None:
    """Let the table's next number be above the one that the query finds for the word."""
    number = connection.execute(text(highest), {"word": word}).scalar() or 0
    values = {"table": table, "number": number}
    known = text("UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = :table")
    if connection.execute(known, values).rowcount == 0:
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)"), values)
