"""Files on disk (services/base/files.py): what a row says of one, and which ones were let go."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import NAME, SHORT, Base


class FileFacts:
    """A part of a table: the name that a file leaves under, the digest that it is kept under, its bytes, its type.

    While a column named `sha256`, of whatever table, holds a digest, its file stays.
    """

    filename: Mapped[str] = mapped_column(NAME)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(SHORT)


class ReleasedFile(Base):
    """A row that named the file with this digest is gone: the file goes too, unless another row names it."""

    __tablename__ = "released_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
