"""The append-only journal of events, and dated jobs."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base.base import SHORT, Base, UtcDateTime

if TYPE_CHECKING:
    from portal.models.accounts.accounts import Account


class Event(Base):
    """Who did what to which object, when, why, and the inputs of the decision. Never changed."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_object", "object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    verb: Mapped[str] = mapped_column(SHORT)
    object_kind: Mapped[str] = mapped_column(SHORT)
    object_id: Mapped[int]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    actor: Mapped["Account | None"] = relationship()


class Heartbeat(Base):
    """When a part of the portal that nobody looks at last showed that it works."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(SHORT, primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Job(Base):
    """Something due at a date, done by the worker, at most once per key."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "done_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(SHORT)
    object_id: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    planned: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
