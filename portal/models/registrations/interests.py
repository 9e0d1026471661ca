"""Who wants to hear of a workshop's next session."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts.accounts import Account
from portal.models.base.base import Base, UtcDateTime
from portal.models.network.partners import Municipality, Partner

if TYPE_CHECKING:
    from portal.models.planning.workshops import Workshop

STANDING = text("ended_at IS NULL")


class Interest(Base):
    """A wish for a place in a next session, of one account for `seats` people; signing in confirmed its address."""

    __tablename__ = "interests"
    __table_args__ = (
        Index(
            "uq_interests_standing",
            "workshop_id",
            "account_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        CheckConstraint("seats >= 1", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), index=True)
    municipality_nis: Mapped[str | None] = mapped_column(ForeignKey("municipalities.nis"))
    seats: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When it was last wished for more people, or for another partner: what a session promises its list is for before.
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    workshop: Mapped["Workshop"] = relationship()
    account: Mapped[Account] = relationship()
    partner: Mapped[Partner | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
