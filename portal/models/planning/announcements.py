"""Announcements of sessions to the network, messages to a session's participants, and what a mailbox wants of them."""

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts.accounts import Account
from portal.models.base.base import ADDRESS, NAME, SHORT, Base, UtcDateTime, choice
from portal.models.planning.sessions import TrainingSession
from portal.rules.base.secrets import new_nonce
from portal.rules.planning.audiences import Audience

announced_sessions = Table(
    "announced_sessions",
    Base.metadata,
    Column("announcement_id", ForeignKey("announcements.id"), primary_key=True),
    Column("session_id", ForeignKey("training_sessions.id"), primary_key=True, index=True),
)


class MailPreference(Base):
    """What one mailbox wants to hear of new sessions; service mails never ask it. Empty lists mean all of them."""

    __tablename__ = "mail_preferences"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(ADDRESS, unique=True)
    link_nonce: Mapped[str] = mapped_column(SHORT, default=new_nonce)
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    communes: Mapped[list[str]] = mapped_column(JSON, default=list)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Announcement(Base):
    """Sessions announced together, by theme and commune of who hears (empty: all), with a word from staff."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    communes: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    recipients: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[Account] = relationship()
    sessions: Mapped[list[TrainingSession]] = relationship(secondary=announced_sessions, order_by=TrainingSession.id)


class SessionMessage(Base):
    """A message written by hand to a part of a session's participants, each of whom received it alone."""

    __tablename__ = "session_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    subject: Mapped[str] = mapped_column(NAME)
    body: Mapped[str] = mapped_column(Text)
    recipients: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[Account] = relationship()
