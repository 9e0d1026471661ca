"""The code in the room and what is declared by it, which counts for nothing before it is confirmed (docs/adr/0024)."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import Base, UtcDateTime

SECRET_BYTES = 32


def new_secret() -> str:
    """What a half-day's codes are made from: 256 bits by chance."""
    return token_hex(SECRET_BYTES)


class RoomCode(Base):
    """The secret of a half-day whose code is switched on; without a row there is no code."""

    __tablename__ = "room_codes"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(String(64), default=new_secret)


class DeclaredPresence(Base):
    """Somebody said by telephone that she is at a meeting, last at that moment. No mark follows from it by itself."""

    __tablename__ = "declared_presences"
    __table_args__ = (
        Index("uq_declared_presences_meeting_id_registration_id", "meeting_id", "registration_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
