"""What staff need to write sheets and arrange toolkits: drafts included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.database import db
from portal.models.accounts.accounts import Account
from portal.models.library.toolkits import Attachment, Count, Revision, Sheet, Toolkit, ToolkitEntry
from portal.models.network.partners import Theme
from portal.models.planning.workshops import Workshop
from portal.queries.library.sheets import FileLink, files_of
from portal.rules.base.names import in_order
from portal.rules.base.states import ContentStatus, CountKind, Visibility
from portal.rules.library.validity import Validity, validity
from portal.rules.refusals import NotFound

COUNTED_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet in the staff's list; `views` and `downloads` are those of the last 30 days."""

    slug: str
    title: str
    status: ContentStatus
    visibility: Visibility
    has_draft: bool
    revised_on: date | None
    valid_until: date | None
    views: int
    downloads: int

    @property
    def validity(self) -> Validity:
        """Where it stands today."""
        return validity(self.valid_until, clock.today())


def sheet_rows() -> list[SheetRow]:
    """Every sheet, by title; one statement."""
    rows = db.session.execute(
        select(
            Sheet.slug,
            Sheet.title,
            Sheet.status,
            Sheet.visibility,
            Sheet.revised_on,
            Sheet.valid_until,
            _has_draft().label("has_draft"),
            _views().label("views"),
            _downloads().label("downloads"),
        ).order_by(Sheet.id)
    )
    return sorted((_row(row) for row in rows), key=lambda row: in_order(row.title))


def _row(row: Row[Any]) -> SheetRow:
    return SheetRow(
        slug=row.slug,
        title=row.title,
        status=row.status,
        visibility=row.visibility,
        has_draft=row.has_draft,
        revised_on=row.revised_on,
        valid_until=row.valid_until,
        views=row.views,
        downloads=row.downloads,
    )


def _has_draft() -> Any:
    drafts = select(Revision.id).where(Revision.sheet_id == Sheet.id, Revision.published_at.is_(None))
    return drafts.correlate(Sheet).exists()


def _counted(kind: CountKind) -> Any:
    total = select(func.coalesce(func.sum(Count.n), 0)).where(Count.kind == kind)
    return total.where(Count.day > clock.today() - COUNTED_DAYS)


def _views() -> Any:
    of_sheet = _counted(CountKind.VIEW).where(Count.object_kind == "sheet", Count.object_id == Sheet.id)
    return of_sheet.correlate(Sheet).scalar_subquery()


def _downloads() -> Any:
    files = select(Attachment.id).where(Attachment.sheet_id == Sheet.id).correlate(Sheet)
    downloads = _counted(CountKind.DOWNLOAD).where(Count.object_kind == "attachment")
    return downloads.where(Count.object_id.in_(files)).correlate(Sheet).scalar_subquery()


@dataclass(frozen=True, slots=True)
class EditedSheet:
    """A sheet for its editor: the last text, draft or not, and where the sheet stands."""

    id: int
    slug: str
    version: int
    status: ContentStatus
    visibility: Visibility
    revised_on: date | None
    valid_until: date | None
    theme_ids: tuple[int, ...]
    title: str
    summary: str
    body: str
    is_draft: bool
    saved_at: datetime
    saved_by: str
    revisions: int
    files: tuple[FileLink, ...]

    @property
    def is_online(self) -> bool:
        """Whether readers find it."""
        return self.status is ContentStatus.PUBLISHED


def edited_sheet(slug: str) -> EditedSheet:
    """The sheet with its newest text. Raises NotFound."""
    sheet = db.session.scalars(
        select(Sheet).where(Sheet.slug == slug).options(selectinload(Sheet.themes))
    ).one_or_none()
    if sheet is None:
        raise NotFound
    newest, author = db.session.execute(
        select(Revision, Account)
        .outerjoin(Account, Account.id == Revision.author_id)
        .where(Revision.sheet_id == sheet.id)
        .order_by(Revision.number.desc())
        .limit(1)
    ).one()
    return EditedSheet(
        id=sheet.id,
        slug=sheet.slug,
        version=sheet.version,
        status=sheet.status,
        visibility=sheet.visibility,
        revised_on=sheet.revised_on,
        valid_until=sheet.valid_until,
        theme_ids=tuple(theme.id for theme in sheet.themes),
        title=newest.title,
        summary=newest.summary,
        body=newest.body,
        is_draft=newest.published_at is None,
        saved_at=newest.saved_at,
        saved_by=author.name if author else "",
        revisions=newest.number,
        files=tuple(files_of([sheet.id])[sheet.id]),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a form."""

    id: int
    label: str


def themes() -> list[Choice]:
    """Every theme, in the order of the directory."""
    return _choices(select(Theme.id, Theme.label).order_by(Theme.position, Theme.id))


def workshops() -> list[Choice]:
    """Every workshop that is not archived, by title."""
    living = Workshop.status != ContentStatus.ARCHIVED
    return _by_label(select(Workshop.id, Workshop.title).where(living).order_by(Workshop.id))


def toolkits() -> list[Choice]:
    """Every toolkit that is not archived, in their order."""
    living = Toolkit.status != ContentStatus.ARCHIVED
    return _choices(select(Toolkit.id, Toolkit.title).where(living).order_by(Toolkit.position, Toolkit.id))


def sheets_outside(toolkit_id: int) -> list[Choice]:
    """The sheets that the toolkit does not hold and that are not archived, by title."""
    inside = select(ToolkitEntry.sheet_id).where(ToolkitEntry.toolkit_id == toolkit_id)
    living = select(Sheet.id, Sheet.title).where(Sheet.status != ContentStatus.ARCHIVED)
    return _by_label(living.where(Sheet.id.not_in(inside)).order_by(Sheet.id))


def _by_label(statement: Any) -> list[Choice]:
    """Accents do not count: the two engines sort them differently."""
    return sorted(_choices(statement), key=lambda choice: in_order(choice.label))


def _choices(statement: Any) -> list[Choice]:
    return [Choice(row[0], row[1]) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class EditedToolkit:
    """A toolkit for its editor, with every sheet it holds."""

    id: int
    slug: str
    version: int
    title: str
    intro: str
    workshop_id: int | None
    workshop_title: str
    status: ContentStatus
    sheets: tuple["EntryRow", ...]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A sheet in the toolkit's order."""

    id: int
    slug: str
    title: str
    status: ContentStatus


def toolkit_rows() -> list[EditedToolkit]:
    """Every toolkit with its sheets, in their order; two statements."""
    kits = db.session.execute(
        select(Toolkit, Workshop.title)
        .outerjoin(Workshop, Workshop.id == Toolkit.workshop_id)
        .order_by(Toolkit.position, Toolkit.id)
    ).all()
    entries = _entries()
    return [_edited(kit, title or "", entries) for kit, title in kits]


def edited_toolkit(slug: str) -> EditedToolkit:
    """One of them. Raises NotFound."""
    found = [kit for kit in toolkit_rows() if kit.slug == slug]
    if not found:
        raise NotFound
    return found[0]


def _entries() -> Sequence[Any]:
    return db.session.execute(
        select(ToolkitEntry.toolkit_id, Sheet.id, Sheet.slug, Sheet.title, Sheet.status)
        .join(Sheet, Sheet.id == ToolkitEntry.sheet_id)
        .order_by(ToolkitEntry.position, Sheet.id)
    ).all()


def _edited(kit: Toolkit, workshop: str, entries: Sequence[Any]) -> EditedToolkit:
    inside = [entry for entry in entries if entry.toolkit_id == kit.id]
    return EditedToolkit(
        id=kit.id,
        slug=kit.slug,
        version=kit.version,
        title=kit.title,
        intro=kit.intro,
        workshop_id=kit.workshop_id,
        workshop_title=workshop,
        status=kit.status,
        sheets=tuple(EntryRow(entry.id, entry.slug, entry.title, entry.status) for entry in inside),
    )
