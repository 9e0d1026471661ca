"""What arrived in the portal's mailbox, and what mail servers said of the addresses we wrote to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import ADDRESS, SHORT, Base, UtcDateTime, choice
from portal.rules.base.states import BounceWeight, InboundKind, InboundReason, InboundState, PartStat


class InboundMessage(Base):
    """One message that arrived, by the digest that makes it count once. Its words are erased after a month."""

    __tablename__ = "inbound"
    __table_args__ = (Index("ix_inbound_state_received_at", "state", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[InboundKind] = mapped_column(choice(InboundKind))
    state: Mapped[InboundState] = mapped_column(choice(InboundState))
    reason: Mapped[InboundReason | None] = mapped_column(choice(InboundReason))
    sender: Mapped[str] = mapped_column(ADDRESS, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_entries.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    # What was answered; with `answered_at` staff may apply it, where it came from another address than the invited one.
    partstat: Mapped[PartStat | None] = mapped_column(choice(PartStat))
    comment: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_sequence: Mapped[int | None]
    proposed_start: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_end: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Bounce(Base):
    """One refusal of one of our messages. `unreachable`: it flagged its mailbox, until `cleared_at`."""

    __tablename__ = "bounces"
    __table_args__ = (Index("ix_bounces_mailbox_at", "mailbox", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(ADDRESS)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(SHORT)
    weight: Mapped[BounceWeight] = mapped_column(choice(BounceWeight))
    unreachable: Mapped[bool] = mapped_column(default=False, index=True)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
