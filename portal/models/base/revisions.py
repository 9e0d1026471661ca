"""The name of what public pages can show at present."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import SHORT, Base


class PublicRevision(Base):
    """One row, renamed by every commit that a public page may show (database/revisions.py).

    The name is drawn by chance: a number would come again after a backup was put back, with other content behind it.
    """

    __tablename__ = "public_revision"
    __table_args__ = (CheckConstraint("one = 1", name="only_one"),)

    one: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(SHORT)
