"""Every row of the database at one moment, and the session's room and line read from it without the portal's help."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from portal import clock
from portal.database import db
from portal.models.base.base import Base
from portal.rules.base.states import SEATS, SessionStatus
from portal.rules.registrations.deadlines import Deadlines, deadlines_for
from portal.rules.registrations.places import Line, Room

Row = dict[str, Any]
# The directory, the sheets and the search are out of reach of a command on a session.
MODELS = (
    *("accounts", "answers", "certificates", "interests", "journal", "mail", "people", "registrations"),
    *("room_codes", "sessions", "trainer_questions"),
)
TABLES = [
    mapper.local_table
    for mapper in Base.registry.mappers
    if mapper.class_.__module__.rpartition(".")[2] in MODELS and isinstance(mapper.local_table, Table)
]


@dataclass(frozen=True)
class Snapshot:
    """All tables, by name and primary key, at a moment."""

    at: datetime
    tables: dict[str, dict[tuple[Any, ...], Row]]

    def rows(self, table: str) -> list[Row]:
        return list(self.tables[table].values())

    def get(self, table: str, row_id: int) -> Row:
        return self.tables[table][(row_id,)]

    def of(self, session_id: int) -> "View":
        return View(self, session_id)


def take() -> Snapshot:
    """Read everything, on a connection of its own."""
    tables = {}
    with db.engine.connect() as connection:
        for table in TABLES:
            keys = [column.name for column in table.primary_key.columns]
            found = [dict(row) for row in connection.execute(select(table)).mappings()]
            tables[table.name] = {tuple(row[key] for key in keys): row for row in found}
    return Snapshot(clock.now(), tables)


@dataclass(frozen=True)
class View:
    """One session in a snapshot."""

    snapshot: Snapshot
    id: int

    @property
    def session(self) -> Row:
        return self.snapshot.get("training_sessions", self.id)

    @property
    def registrations(self) -> dict[int, Row]:
        rows = self.snapshot.rows("registrations")
        return {row["id"]: row for row in sorted(rows, key=lambda row: row["id"]) if row["session_id"] == self.id}

    @property
    def meetings(self) -> list[Row]:
        rows = [row for row in self.snapshot.rows("meetings") if row["session_id"] == self.id]
        return sorted(rows, key=lambda row: row["starts_at"])

    @property
    def start(self) -> datetime:
        return min(row["starts_at"] for row in self.meetings)

    @property
    def published(self) -> bool:
        return self.session["status"] is SessionStatus.PUBLISHED

    @property
    def deadlines(self) -> Deadlines:
        names = ("opens_at", "closes_at", "cancel_deadline", "freeze_at", "quota_release_at")
        chosen = {name: self.session[name] for name in names}
        return deadlines_for(self.start, published_at=self.session["published_at"], **chosen)  # type: ignore[arg-type]

    def seats(self, partner_id: int | None = None) -> int:
        return sum(
            row["state"] in SEATS and row["left_at"] is None and partner_id in (None, row["partner_id"])
            for row in self.registrations.values()
        )

    def quota(self, partner_id: int) -> int | None:
        return self.room().quota and max(self.room().quota or 0, self.room().raised.get(partner_id, 0))

    def room(self, now: datetime | None = None) -> Room:
        now, session, deadlines = now or self.snapshot.at, self.session, self.deadlines
        raised = [row for row in self.snapshot.rows("raised_quotas") if row["session_id"] == self.id]
        return Room(
            capacity=session["capacity"],
            allowance=session["allowance"],
            quota=session["quota"] if now < deadlines.quota_release_at else None,
            raised={row["partner_id"]: row["quota"] for row in raised},
            moves=self.published and now < deadlines.freeze_at,
            seats_without_name_served=now < deadlines.cancel_deadline,
        )

    def lines(self, now: datetime | None = None, joined: Iterable[int] = ()) -> list[Line]:
        now, deadline, joined = now or self.snapshot.at, self.deadlines.cancel_deadline, set(joined)
        return [
            Line(
                id=row["id"],
                partner_id=row["partner_id"],
                state=row["state"],
                joined_at=row["joined_at"],
                credit=row["credit"],
                group=row["group_key"],
                together=row["together"],
                auto_accepts=row["id"] in joined or now < (row["auto_accept_until"] or deadline),
                has_left=row["left_at"] is not None,
                named=row["person_id"] is not None,
            )
            for row in self.registrations.values()
        ]

    def events(self, since: Snapshot) -> list[Row]:
        """What the journal gained, in order."""
        known = since.tables["events"].keys()
        fresh = [row for key, row in self.snapshot.tables["events"].items() if key not in known]
        return sorted((row for row in fresh if row["session_id"] == self.id), key=lambda row: row["id"])
