"""The revision of what public pages show: another after every commit that they may show.

It is renamed in the transaction that writes, by whatever way the statements came: whoever sees the new rows sees the
new name, and whoever reads the name before the rows holds at worst newer rows under an older name.
"""

import secrets
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, scoped_session

# What is written there changes no public page; every other table is taken to be shown. A test holds that the pages
# that are answered by their revision read none of these, and that each table is in one of the two lists.
UNSEEN = frozenset(
    {
        "address_changes",
        "announced_sessions",
        "announcements",
        "answers",
        "arrangements",
        "blocked_mailboxes",
        "bounces",
        "calendar_entries",
        "certificates",
        "challenge_browsers",
        "challenges",
        "counts",
        "declared_presences",
        "evaluation_answers",
        "evaluation_questions",
        "evaluation_tickets",
        "evaluations",
        "events",
        "form_receipts",
        "heartbeats",
        "inbound",
        "interests",
        "jobs",
        "join_requests",
        "list_choices",
        "mail_preferences",
        "memberships",
        "missed_words",
        "outbox",
        "people",
        "presences",
        "private_feeds",
        "team_feeds",
        "public_revision",
        "questions",
        "raised_quotas",
        "recovery_codes",
        "released_files",
        "session_files",
        "room_codes",
        "session_messages",
        "sheet_scans",
        "sign_ins",
        "trainer_questions",
    }
)
WRITES = ("INSERT", "UPDATE", "DELETE")
TOUCHED = "touched what public pages show"
PRESENT = "SELECT stamp FROM public_revision"
RENAME = text(
    "INSERT INTO public_revision (one, stamp) VALUES (1, :stamp) ON CONFLICT (one) DO UPDATE SET stamp = excluded.stamp"
)


def present(connection: Connection) -> str | None:
    """The name of the present revision; None before anything was written."""
    row = connection.exec_driver_sql(PRESENT).first()
    return str(row[0]) if row else None


def watch(engine: Engine) -> None:
    """Note on each connection of `engine` whether its transaction wrote what public pages show."""
    event.listen(engine, "before_cursor_execute", _note)
    event.listen(engine, "commit", _forget)
    event.listen(engine, "rollback", _forget)


def rename_at_commit(sessions: scoped_session[Any]) -> None:
    """Rename the revision at the end of every transaction of `sessions` that wrote what public pages show."""
    event.listen(sessions, "before_commit", _rename)


def _note(connection: Connection, _cursor: object, statement: str, _values: object, context: Any, _many: bool) -> None:
    if statement is not RENAME.text and _written(statement, context) not in UNSEEN:
        connection.info[TOUCHED] = True


def _written(statement: str, context: Any) -> str:
    """The table that a statement writes, "" where that is not known; one of the unseen for what only reads."""
    compiled = getattr(context, "compiled", None)
    if compiled is not None and (context.isinsert or context.isupdate or context.isdelete):
        return str(compiled.compile_state.dml_table.name)
    return "" if statement.lstrip()[:6].upper() in WRITES else "public_revision"


def _forget(connection: Connection) -> None:
    connection.info.pop(TOUCHED, None)


def _rename(session: Session) -> None:
    session.flush()
    connection = session.connection()
    if connection.info.get(TOUCHED):
        connection.execute(RENAME, {"stamp": secrets.token_hex(12)})
