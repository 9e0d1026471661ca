"""What an account wants its lists of attendees to look like."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import Base


class KeptListChoice(Base):
    """The columns and the order of one account's lists (rules/attendance/list_choices.py)."""

    __tablename__ = "list_choices"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSON)
