"""Questions of a session, their answers, and the arrangements a person asks for: kept apart, each with an end."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import NAME, Base, UtcDateTime, choice
from portal.rules.registrations.arrangements import ArrangementKind, QuestionKind


class Question(Base):
    """What a session asks. `options` holds one a line; answers are erased `erase_after_days` after its end."""

    __tablename__ = "questions"
    __table_args__ = (CheckConstraint("erase_after_days >= 0", name="erase_after_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(NAME)
    kind: Mapped[QuestionKind] = mapped_column(choice(QuestionKind))
    options: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    erase_after_days: Mapped[int] = mapped_column(default=30)


class Answer(Base):
    """What one registration answers to one question: one chosen option a line, or a text."""

    __tablename__ = "answers"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True, index=True)
    value: Mapped[str] = mapped_column(Text)


class Arrangement(Base):
    """One arrangement that a person asks for, with their consent; erased 7 days after the session."""

    __tablename__ = "arrangements"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    kind: Mapped[ArrangementKind] = mapped_column(choice(ArrangementKind), primary_key=True)
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime)
