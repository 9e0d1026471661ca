"""Reading published sheets and their files."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from portal import clock
from portal.database import db
from portal.models.library.toolkits import (
    Attachment,
    AttachmentVersion,
    Revision,
    Sheet,
    Toolkit,
    ToolkitEntry,
    sheet_themes,
)
from portal.models.network.partners import Theme
from portal.queries.base.joined import apart, joined
from portal.rules.base.names import in_order
from portal.rules.base.states import AttachmentKind, ContentStatus, Visibility
from portal.rules.base.visibility import levels
from portal.rules.library.validity import Validity, validity
from portal.rules.refusals import NotFound
from portal.rules.refusals.library import KeptForPartners


@dataclass(frozen=True, slots=True)
class FileLink:
    """The newest version of a file; `size` in bytes; `tagged` is None for what is no PDF, or was never looked at."""

    stable_id: str
    title: str
    kind: AttachmentKind
    filename: str
    size: int
    mime: str
    sha256: str
    versions: int
    tagged: bool | None

    @property
    def extension(self) -> str:
        """PDF, DOCX, PNG: what the reader's machine needs to open it."""
        return self.filename.rpartition(".")[2].upper()


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A published sheet, whole. `themes` and `toolkits` are pairs of code (or slug) and label."""

    id: int
    slug: str
    title: str
    summary: str
    body: str
    note: str
    visibility: Visibility
    revised_on: date
    valid_until: date | None
    themes: tuple[tuple[str, ...], ...]
    toolkits: tuple[tuple[str, ...], ...]
    files: tuple[FileLink, ...]

    @property
    def validity(self) -> Validity:
        """Where it stands today."""
        return validity(self.valid_until, clock.today())

    @property
    def theme_codes(self) -> frozenset[str]:
        """The codes of its themes."""
        return frozenset(code for code, _label in self.themes)


def sheet_page(slug: str, reader: Visibility) -> SheetPage:
    """The published text of a sheet, in two statements.

    Raises NotFound, and KeptForPartners for a sheet of the network that this reader may not read.
    """
    found = pages(online().where(Sheet.slug == slug))
    if not found:
        raise NotFound
    page = found[0]
    if page.visibility in levels(reader):
        return page
    raise KeptForPartners if page.visibility is Visibility.NETWORK else NotFound


def pages(statement: Select[Any]) -> list[SheetPage]:
    """The sheets of `statement` (from `online`, perhaps narrowed) with their files; two statements."""
    rows = db.session.execute(statement).all()
    files = files_of([row.id for row in rows])
    return [_page(row, files[row.id]) for row in rows]


def online() -> Select[Any]:
    """The columns of every published sheet with its newest published text."""
    return (
        select(
            Sheet.id,
            Sheet.slug,
            Sheet.visibility,
            Sheet.revised_on,
            Sheet.valid_until,
            Revision.title,
            Revision.summary,
            Revision.body,
            Revision.change_note,
            _themes().label("themes"),
            _toolkits().label("toolkits"),
        )
        .join(Revision, Revision.sheet_id == Sheet.id)
        .where(Sheet.status == ContentStatus.PUBLISHED, Revision.number == _newest_published())
    )


def _newest_published() -> Any:
    published = select(func.max(Revision.number)).where(Revision.published_at.is_not(None))
    return published.where(Revision.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery()


def _themes() -> Any:
    of_sheet = joined(Theme.code, Theme.label).join(sheet_themes, sheet_themes.c.theme_id == Theme.id)
    return of_sheet.where(sheet_themes.c.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery()


def _toolkits() -> Any:
    around = joined(Toolkit.slug, Toolkit.title).join(ToolkitEntry, ToolkitEntry.toolkit_id == Toolkit.id)
    shown = around.where(ToolkitEntry.sheet_id == Sheet.id, Toolkit.status == ContentStatus.PUBLISHED)
    return shown.correlate(Sheet).scalar_subquery()


def _page(row: Row[Any], files: list[FileLink]) -> SheetPage:
    return SheetPage(
        id=row.id,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        body=row.body,
        note=row.change_note,
        visibility=row.visibility,
        revised_on=row.revised_on,
        valid_until=row.valid_until,
        themes=tuple(sorted(apart(row.themes), key=_label)),
        toolkits=tuple(sorted(apart(row.toolkits), key=_label)),
        files=tuple(files),
    )


def _label(pair: Sequence[str]) -> str:
    return in_order(pair[1])


def files_of(sheet_ids: Sequence[int]) -> dict[int, list[FileLink]]:
    """The offered files of each sheet, in their order; one statement."""
    rows = db.session.execute(
        _newest_files()
        .where(Attachment.sheet_id.in_(sheet_ids), Attachment.removed_at.is_(None))
        .order_by(Attachment.position, Attachment.id)
    )
    found: dict[int, list[FileLink]] = defaultdict(list)
    for row in rows:
        found[row.sheet_id].append(_file(row))
    return found


def _newest_files() -> Any:
    numbers = select(func.max(AttachmentVersion.number))
    newest = numbers.where(AttachmentVersion.attachment_id == Attachment.id).correlate(Attachment)
    return _file_columns().where(AttachmentVersion.number == newest.scalar_subquery())


def _file_columns() -> Any:
    return select(
        Attachment.id,
        Attachment.sheet_id,
        Attachment.stable_id,
        Attachment.title,
        Attachment.kind,
        AttachmentVersion.number,
        AttachmentVersion.filename,
        AttachmentVersion.size,
        AttachmentVersion.mime,
        AttachmentVersion.sha256,
        AttachmentVersion.tagged,
    ).join(AttachmentVersion, AttachmentVersion.attachment_id == Attachment.id)


def _file(row: Row[Any]) -> FileLink:
    return FileLink(
        stable_id=row.stable_id,
        title=row.title,
        kind=row.kind,
        filename=row.filename,
        size=row.size,
        mime=row.mime,
        sha256=row.sha256,
        versions=row.number,
        tagged=row.tagged,
    )


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file as it is given out; `public` says whether a shared cache may keep it."""

    attachment_id: int
    link: FileLink
    public: bool


def served_file(stable_id: str, reader: Visibility, number: int | None = None) -> ServedFile:
    """The newest version, or version `number` for staff.

    Raises NotFound when it was removed or its sheet is not online for this reader, and KeptForPartners for a
    file of the network.
    """
    staff = reader is Visibility.STAFF
    statement = _newest_files()
    if staff and number is not None:
        statement = _file_columns().where(AttachmentVersion.number == number)
    statement = statement.add_columns(Sheet.status, Sheet.visibility).join(Sheet)
    wanted = (Attachment.stable_id == stable_id, Attachment.removed_at.is_(None))
    row = db.session.execute(statement.where(*wanted)).one_or_none()
    if row is None or not (staff or row.status is ContentStatus.PUBLISHED):
        raise NotFound
    if row.visibility not in levels(reader):
        raise KeptForPartners if row.visibility is Visibility.NETWORK else NotFound
    public = row.status is ContentStatus.PUBLISHED and row.visibility is Visibility.PUBLIC
    return ServedFile(row.id, _file(row), public and number is None)
