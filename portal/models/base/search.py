"""The shadow of what can be searched: folded text, one row an object."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base.base import FULL_NAME, SHORT, Base, choice
from portal.rules.base.states import Visibility


class SearchEntry(Base):
    """Folded text of a partner, a sheet or a workshop. The engine's full-text index is built beside it."""

    __tablename__ = "search_entries"
    __table_args__ = (Index("uq_search_entries_object", "object_kind", "object_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    object_kind: Mapped[str] = mapped_column(SHORT)
    object_id: Mapped[int]
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility))
    title: Mapped[str] = mapped_column(FULL_NAME)
    folded_title: Mapped[str] = mapped_column(Text)
    folded_summary: Mapped[str] = mapped_column(Text, default="")
    folded_body: Mapped[str] = mapped_column(Text, default="")
    folded_files: Mapped[str] = mapped_column(Text, default="")
