"""Toolkits, practical sheets with their revisions and files, and counts without persons."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts.accounts import Account
from portal.models.base.base import NAME, SHORT, Base, UtcDateTime, choice
from portal.models.base.kept_files import FileFacts
from portal.rules.base.states import AttachmentKind, ContentStatus, CountKind, Visibility

if TYPE_CHECKING:
    from portal.models.network.partners import Theme
    from portal.models.planning.workshops import Workshop

sheet_themes = Table(
    "sheet_themes",
    Base.metadata,
    Column("sheet_id", ForeignKey("sheets.id"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id"), primary_key=True, index=True),
)


class Toolkit(Base):
    """An ordered set of sheets, usually for one workshop (boîte à outils)."""

    __tablename__ = "toolkits"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(NAME, unique=True)
    title: Mapped[str] = mapped_column(NAME)
    intro: Mapped[str] = mapped_column(Text, default="")
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshops.id"), index=True)
    status: Mapped[ContentStatus] = mapped_column(choice(ContentStatus), default=ContentStatus.DRAFT)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    workshop: Mapped["Workshop | None"] = relationship()
    entries: Mapped[list["ToolkitEntry"]] = relationship(order_by="ToolkitEntry.position", cascade="all, delete-orphan")


class ToolkitEntry(Base):
    """The place of a sheet in a toolkit."""

    __tablename__ = "toolkit_entries"

    toolkit_id: Mapped[int] = mapped_column(ForeignKey("toolkits.id"), primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    sheet: Mapped["Sheet"] = relationship()


class Sheet(Base):
    """A practical sheet. The published revision stays online while the next one is a draft."""

    __tablename__ = "sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(NAME, unique=True)
    title: Mapped[str] = mapped_column(NAME)
    summary: Mapped[str] = mapped_column(String(280), default="")
    status: Mapped[ContentStatus] = mapped_column(choice(ContentStatus), default=ContentStatus.DRAFT)
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.PUBLIC)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    revised_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Account | None] = relationship()
    themes: Mapped[list["Theme"]] = relationship(secondary=sheet_themes, order_by="Theme.position")
    revisions: Mapped[list["Revision"]] = relationship(order_by="Revision.number", cascade="all, delete-orphan")
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="sheet", order_by="Attachment.position", cascade="all, delete-orphan"
    )


class Revision(Base):
    """One text of a sheet; a draft until `published_at`."""

    __tablename__ = "revisions"
    __table_args__ = (Index("uq_revisions_sheet_id_number", "sheet_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(NAME)
    summary: Mapped[str] = mapped_column(String(280), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    change_note: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Attachment(Base):
    """A file of a sheet under a stable address; the newest version is served."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    stable_id: Mapped[str] = mapped_column(String(20), unique=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id"), index=True)
    title: Mapped[str] = mapped_column(NAME)
    kind: Mapped[AttachmentKind] = mapped_column(choice(AttachmentKind))
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    sheet: Mapped[Sheet] = relationship(back_populates="attachments")
    versions: Mapped[list["AttachmentVersion"]] = relationship(
        order_by="AttachmentVersion.number", cascade="all, delete-orphan"
    )


class AttachmentVersion(FileFacts, Base):
    """One uploaded file, kept on disk under its SHA-256; `tagged` is None for what is no PDF, and for what came before
    anybody looked."""

    __tablename__ = "attachment_versions"
    __table_args__ = (Index("uq_attachment_versions_number", "attachment_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"))
    number: Mapped[int]
    tagged: Mapped[bool | None]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Count(Base):
    """How often an object was read or downloaded on a day; no person is known."""

    __tablename__ = "counts"

    object_kind: Mapped[str] = mapped_column(SHORT, primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[CountKind] = mapped_column(choice(CountKind), primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
