"""Files of sessions, for who is registered, and photos of the sheets that people signed, for trainers and staff.

They are two tables, so that no question about the first ever finds a row of the second.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts.accounts import Account
from portal.models.base.base import NAME, Base, UtcDateTime, choice
from portal.models.base.kept_files import FileFacts
from portal.rules.attendance.session_files import Shown


class SessionFile(FileFacts, Base):
    """A file for the registered people of a session; `tagged` is None for what is no PDF."""

    __tablename__ = "session_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    stable_id: Mapped[str] = mapped_column(String(20), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    title: Mapped[str] = mapped_column(NAME)
    shown: Mapped[Shown] = mapped_column(choice(Shown))
    tagged: Mapped[bool | None]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    version: Mapped[int] = mapped_column(default=1)

    added_by: Mapped[Account] = relationship()


class SheetScan(FileFacts, Base):
    """A photo or a scan of the sheet signed at one meeting, or of one of its pages."""

    __tablename__ = "sheet_scans"

    id: Mapped[int] = mapped_column(primary_key=True)
    stable_id: Mapped[str] = mapped_column(String(20), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    added_by: Mapped[Account] = relationship()
