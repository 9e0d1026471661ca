"""Registrations, presence, and the receipts that make a double click one registration."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base.base import SHORT, Base, UtcDateTime, choice
from portal.models.network.partners import Partner
from portal.models.registrations.people import Person
from portal.rules.base.secrets import new_nonce
from portal.rules.base.states import CancelReason, NotedBy, Outcome, PresenceMark, RegistrationState

if TYPE_CHECKING:
    from portal.models.planning.sessions import TrainingSession

ONE_PER_PERSON = text("state != 'cancelled'")


class Registration(Base):
    """One person of one partner in one session (docs/registration.md)."""

    __tablename__ = "registrations"
    __table_args__ = (
        Index(
            "uq_registrations_one_per_person",
            "session_id",
            "person_id",
            unique=True,
            sqlite_where=ONE_PER_PERSON,
            postgresql_where=ONE_PER_PERSON,
        ),
        Index("ix_registrations_session_id_state", "session_id", "state"),
        CheckConstraint("state NOT IN ('confirmed', 'completed') OR person_id IS NOT NULL", name="seat_has_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[RegistrationState] = mapped_column(choice(RegistrationState))
    cancel_reason: Mapped[CancelReason | None] = mapped_column(choice(CancelReason))
    cancel_note: Mapped[str] = mapped_column(Text, default="")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    credit: Mapped[int] = mapped_column(default=0)
    group_key: Mapped[str | None] = mapped_column(SHORT, index=True)
    together: Mapped[bool] = mapped_column(default=False)
    auto_accept_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hold_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    join_request_id: Mapped[int | None] = mapped_column(ForeignKey("join_requests.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    forced: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    link_nonce: Mapped[str] = mapped_column(SHORT, default=new_nonce)
    version: Mapped[int] = mapped_column(default=1)

    session: Mapped["TrainingSession"] = relationship()
    partner: Mapped[Partner] = relationship()
    person: Mapped[Person | None] = relationship()
    presences: Mapped[list["Presence"]] = relationship(back_populates="registration")


class Presence(Base):
    """Whether a registered person was at a meeting: the mark that counts, with who made it and when.

    Where nothing is noted, or what was noted was taken back, there is no row.
    """

    __tablename__ = "presences"
    __table_args__ = (Index("uq_presences_registration_id_meeting_id", "registration_id", "meeting_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    mark: Mapped[PresenceMark] = mapped_column(choice(PresenceMark))
    noted_by: Mapped[NotedBy] = mapped_column(choice(NotedBy), default=NotedBy.TRAINER)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship(back_populates="presences")


class FormReceipt(Base):
    """A submitted form's key: the second post of the same form finds what the first one did."""

    __tablename__ = "form_receipts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    outcome: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
