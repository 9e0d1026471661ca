"""Calendar entries and the outbox (docs/calendar.md)."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import ADDRESS, NAME, SHORT, Base, UtcDateTime, choice
from portal.rules.base.states import CalendarMethod, MessageState, PartStat


class CalendarEntry(Base):
    """One entry in one mailbox's calendar for one meeting; at most one is live.

    `shown` is what its last revision says, whether that has left or waits (portal/mail/entries): the removal of a
    meeting that is gone needs it. `forgotten`: its calendar threw away all that it was sent, so that the invitation is
    due once more; what its reader was told stays told.
    `partstat` is the last answer to it; `answer_proven` when our receiving server vouched for who sent it.
    """

    __tablename__ = "calendar_entries"
    __table_args__ = (
        Index(
            "uq_calendar_entries_live",
            "meeting_id",
            "mailbox",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    mailbox: Mapped[str] = mapped_column(ADDRESS, index=True)
    # Known before the row is written, so that many rows go in by one statement on SQLite too.
    uid: Mapped[str] = mapped_column(String(120), unique=True, insert_sentinel=True, default=token_hex)
    sequence: Mapped[int] = mapped_column(default=0)
    dtstamp: Mapped[datetime] = mapped_column(UtcDateTime)
    method: Mapped[CalendarMethod] = mapped_column(choice(CalendarMethod))
    shown: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    forgotten: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_message_id: Mapped[str] = mapped_column(String(200), default="")
    live: Mapped[bool] = mapped_column(default=True)
    partstat: Mapped[PartStat | None] = mapped_column(choice(PartStat))
    # As the calendar dated it, never later than it came; a newer answer replaces it.
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_sequence: Mapped[int | None]
    answer_comment: Mapped[str] = mapped_column(Text, default="", server_default="")
    answer_proven: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OutboxMessage(Base):
    """A message written in the transaction of its cause and sent by a worker."""

    __tablename__ = "outbox"
    # What is counted reads no row, only an index: rows are long, and most of them left long ago.
    __table_args__ = (
        Index("ix_outbox_due", "state", "not_before"),
        Index("ix_outbox_failures", "state", "failed_at"),
        Index("ix_outbox_untried", "state", "attempts", "priority", "created_at", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Ordered byte by byte on PostgreSQL too, so that the index finds what begins alike (`key_begins`).
    key: Mapped[str] = mapped_column(String(200).with_variant(String(200, collation="C"), "postgresql"), unique=True)
    kind: Mapped[str] = mapped_column(SHORT, index=True)
    to_address: Mapped[str] = mapped_column(ADDRESS, index=True)
    to_name: Mapped[str] = mapped_column(NAME, default="")
    subject: Mapped[str] = mapped_column(Text)
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    method: Mapped[CalendarMethod | None] = mapped_column(choice(CalendarMethod))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_entries.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    references: Mapped[str] = mapped_column(Text, default="")
    reply_to: Mapped[str] = mapped_column(ADDRESS, default="")
    # Where one click stops announcements: a mark, as in portal/mail/wire/personal_links.py; empty for every other mail.
    stop_link: Mapped[str] = mapped_column(NAME, default="")
    secret: Mapped[bool] = mapped_column(default=False)
    # Of no type that could be read here: portal/mail/wire/causes.py is its door.
    cause: Mapped[object] = mapped_column(JSON, default=dict)
    priority: Mapped[int] = mapped_column(default=5)
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.WAITING)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    # A worker spoke to the mail server about it, and nobody can say any more that its reader knows nothing of it. While
    # a worker holds it, the lease says so (outbox_facts.not_left); this stays when the lease is over.
    may_have_left: Mapped[bool] = mapped_column(server_default=false())
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # When our own relay last refused it, by 5xx to its sender or its content.
    relay_refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
