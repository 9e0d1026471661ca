"""Evaluations: the questions of a workshop, and what was answered, by nobody (docs/adr/0022).

Tickets and answers have random keys, no number, no time and no person. On SQLite they have no rowid either: a table
without one lies in the order of its keys. Both are written anew with every answer
(services/attendance/evaluations/evaluations.py).
"""

from datetime import date
from secrets import token_hex

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import Base, choice
from portal.rules.attendance.evaluations import Wave

KEY_BYTES = 16
NO_ROWID = {"sqlite_with_rowid": False}


def new_key() -> str:
    """A key that says nothing: 128 bits by chance."""
    return token_hex(KEY_BYTES)


class EvaluationQuestions(Base):
    """What the evaluation of a workshop asks, where staff wrote it; an empty list stands for the house's own words."""

    __tablename__ = "evaluation_questions"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id"), primary_key=True)
    scales: Mapped[list[str]] = mapped_column(JSON, default=list)
    useful: Mapped[list[str]] = mapped_column(JSON, default=list)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    # A second form three months after the closing.
    again: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)


class Evaluation(Base):
    """One form of one session, with the questions as they were when it was opened; days, never hours."""

    __tablename__ = "evaluations"
    __table_args__ = (Index("uq_evaluations_session_id_wave", "session_id", "wave", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"))
    wave: Mapped[Wave] = mapped_column(choice(Wave))
    scales: Mapped[list[str]] = mapped_column(JSON)
    useful: Mapped[list[str]] = mapped_column(JSON)
    missing: Mapped[list[str]] = mapped_column(JSON)
    opens_on: Mapped[date] = mapped_column(Date)
    results_on: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date, index=True)


class EvaluationTicket(Base):
    """The right to answer once: a hash, and whether it has served. Whose it is stands nowhere."""

    __tablename__ = "evaluation_tickets"
    __table_args__ = (NO_ROWID,)

    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_key)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"), index=True)
    ticket_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used: Mapped[bool]


class EvaluationAnswer(Base):
    """What one sheet says: scales from 1 to 4, None where nothing was ticked; places in the two lists; words.

    `paper`: typed in by a trainer; forgotten as soon as the answer is shown, for then nothing is counted apart.
    """

    __tablename__ = "evaluation_answers"
    __table_args__ = (NO_ROWID,)

    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_key)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"), index=True)
    scales: Mapped[list[int | None]] = mapped_column(JSON)
    useful: Mapped[list[int]] = mapped_column(JSON)
    missing: Mapped[list[int]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(Text)
    paper: Mapped[bool]
    shown: Mapped[bool]
