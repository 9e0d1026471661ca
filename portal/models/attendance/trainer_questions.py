"""What people ask the trainers before a session. `Question` is another thing: what a session asks its people."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import Base, UtcDateTime
from portal.rules.attendance.trainer_questions import MOST_LETTERS


class TrainerQuestion(Base):
    """One question: waiting until `released_at`, then in the words that its moderator released.

    `registration_id` is whose it is, for its author alone: to show it to her, and to let her take it back. It is
    emptied when she gives up. No hour says when it was asked, and the words of before the release are not kept: what
    was taken out of them was taken out because it told too much.
    """

    __tablename__ = "trainer_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    text: Mapped[str] = mapped_column(String(MOST_LETTERS))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
