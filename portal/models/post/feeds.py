"""Calendars that one person subscribes to."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import Base, UtcDateTime


class PrivateFeed(Base):
    """The one address under which an account's own meetings can be read; only the hash of its token is kept."""

    __tablename__ = "private_feeds"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TeamFeed(Base):
    """An address under which a coordinator reads where her team goes, all of it or one site; only a hash is kept.

    It opens while she coordinates that partner, and shows no more than she may see then.
    """

    __tablename__ = "team_feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
