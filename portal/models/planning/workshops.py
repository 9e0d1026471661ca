"""Workshops (the programmes) and venues."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base.base import NAME, SHORT, Base, UtcDateTime, choice
from portal.models.network.partners import Municipality, Theme
from portal.rules.base.states import ContentStatus

workshop_themes = Table(
    "workshop_themes",
    Base.metadata,
    Column("workshop_id", ForeignKey("workshops.id"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id"), primary_key=True, index=True),
)


class Workshop(Base):
    """A programme (formation): its sessions are TrainingSession rows."""

    __tablename__ = "workshops"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(NAME, unique=True)
    title: Mapped[str] = mapped_column(NAME)
    summary: Mapped[str] = mapped_column(String(400), default="")
    objectives: Mapped[str] = mapped_column(Text, default="")
    programme: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[ContentStatus] = mapped_column(choice(ContentStatus), default=ContentStatus.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    themes: Mapped[list[Theme]] = relationship(secondary=workshop_themes, order_by=Theme.position)


class Venue(Base):
    """A room, how to reach it, and what makes it easy or hard to enter."""

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    street: Mapped[str] = mapped_column(NAME)
    postcode: Mapped[str] = mapped_column(String(10))
    municipality_nis: Mapped[str] = mapped_column(ForeignKey("municipalities.nis"), index=True)
    step_free: Mapped[str] = mapped_column(String(300), default="")
    hearing_loop: Mapped[str] = mapped_column(String(300), default="")
    bus: Mapped[str] = mapped_column(String(300), default="")
    parking: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(SHORT, default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    municipality: Mapped[Municipality] = relationship()
