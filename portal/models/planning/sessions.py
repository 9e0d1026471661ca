"""Training sessions, their meetings, trainers and raised quotas."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from portal.models.accounts.accounts import Account
from portal.models.base.base import ADDRESS, NAME, SHORT, Base, UtcDateTime, choice
from portal.models.planning.workshops import Venue, Workshop
from portal.rules.base.states import Seeding, SessionStatus
from portal.rules.planning.reminders import REMINDER_DAYS


class TrainingSession(Base):
    """One run of a workshop (séance). Deadlines left empty follow the start (rules/registrations/deadlines.py)."""

    __tablename__ = "training_sessions"
    __table_args__ = (
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("allowance >= 0", name="allowance"),
        CheckConstraint("quota IS NULL OR quota >= 1", name="quota"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(20), unique=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id"), index=True)
    status: Mapped[SessionStatus] = mapped_column(choice(SessionStatus), default=SessionStatus.DRAFT, index=True)
    capacity: Mapped[int] = mapped_column(default=25)
    allowance: Mapped[int] = mapped_column(default=0)
    quota: Mapped[int | None]
    quota_release_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    freeze_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approval: Mapped[bool] = mapped_column(default=False)
    seeding: Mapped[Seeding] = mapped_column(choice(Seeding), default=Seeding.NONE)
    note: Mapped[str] = mapped_column(Text, default="")
    mail_word: Mapped[str] = mapped_column(Text, default="")
    evaluation_link: Mapped[str] = mapped_column(String(500), default="")
    reminder_days: Mapped[list[int]] = mapped_column(JSON, default=lambda: list(REMINDER_DAYS))
    contact_phone: Mapped[str] = mapped_column(SHORT, default="")
    contact_email: Mapped[str] = mapped_column(ADDRESS, default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    cancel_message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    # Whether something due on the session is late; read only where a command asks for it.
    overdue: Mapped[bool] = query_expression()
    workshop: Mapped[Workshop] = relationship()
    meetings: Mapped[list["Meeting"]] = relationship(
        back_populates="session", order_by="Meeting.starts_at", cascade="all, delete-orphan"
    )
    trainers: Mapped[list["SessionTrainer"]] = relationship(
        order_by="SessionTrainer.position", cascade="all, delete-orphan"
    )
    raised_quotas: Mapped[list["RaisedQuota"]] = relationship(cascade="all, delete-orphan")


class Meeting(Base):
    """One dated half-day of a session, at a venue or online. The session starts with its first one.

    `pause_minutes` is what staff declare of breaks: it is taken off the hours followed.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("pause_minutes >= 0", name="pause"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    title: Mapped[str] = mapped_column(NAME, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"), index=True)
    online_link: Mapped[str] = mapped_column(String(500), default="")
    pause_minutes: Mapped[int] = mapped_column(default=0, server_default="0")

    session: Mapped[TrainingSession] = relationship(back_populates="meetings")
    venue: Mapped[Venue | None] = relationship()


class SessionTrainer(Base):
    """An account that gives a session."""

    __tablename__ = "session_trainers"
    __table_args__ = (Index("ix_session_trainers_account_id", "account_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship()


class RaisedQuota(Base):
    """Seats that one partner may take in one session, instead of the session's quota."""

    __tablename__ = "raised_quotas"

    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    quota: Mapped[int]
