"""The register of certificates of attendance."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base.base import NAME, Base, UtcDateTime
from portal.models.registrations.registrations import Registration

VALID = text("replaced_at IS NULL")


class Certificate(Base):
    """What one certificate says, as it was printed. It outlives the name of its registration
    (rules/upkeep/retention.py).

    `meetings` are the starts and ends attended, in UTC; `replaced_by_id` is empty when it was withdrawn.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "uq_certificates_one_valid",
            "registration_id",
            unique=True,
            sqlite_where=VALID,
            postgresql_where=VALID,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    name: Mapped[str] = mapped_column(String(401))
    title: Mapped[str] = mapped_column(NAME)
    meetings: Mapped[list[list[str]]] = mapped_column(JSON)
    minutes: Mapped[int]
    organisation: Mapped[str] = mapped_column(NAME)
    trainers: Mapped[list[str]] = mapped_column(JSON)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), index=True)

    registration: Mapped[Registration] = relationship()
    replaced_by: Mapped["Certificate | None"] = relationship(remote_side=[id])
