"""The words that lead a search: what means the same, the sections of communes, and what was asked and found nothing."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import NAME, SHORT, Base, choice
from portal.rules.base.states import WordKind


class SynonymGroup(Base):
    """Words that mean the same, with semicolons between them; the first is the one that we write.

    Those of a lead do not mean the same: whoever types one of them is led to the first, never back.
    """

    __tablename__ = "synonym_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WordKind] = mapped_column(choice(WordKind))
    words: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class Locality(Base):
    """A place by which people name where they are, with its postcode: it leads to its commune."""

    __tablename__ = "localities"
    __table_args__ = (Index("uq_localities_name_postcode", "name", "postcode", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    postcode: Mapped[str] = mapped_column(String(10))
    municipality_nis: Mapped[str] = mapped_column(ForeignKey("municipalities.nis"), index=True)
    version: Mapped[int] = mapped_column(default=1)


class MissedWord(Base):
    """A word of ours, or of the French language, that found nothing on that day: no person, no question, no hour."""

    __tablename__ = "missed_words"

    word: Mapped[str] = mapped_column(SHORT, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True, index=True)
    n: Mapped[int] = mapped_column(default=1)
