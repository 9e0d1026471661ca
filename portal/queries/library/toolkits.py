"""Reading published toolkits: the list, one of them, and all of its sheets at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from portal import clock
from portal.database import db
from portal.models.library.toolkits import Attachment, Sheet, Toolkit, ToolkitEntry
from portal.models.planning.workshops import Workshop
from portal.queries.library.sheets import SheetPage, online, pages
from portal.rules.base.states import ContentStatus, Visibility
from portal.rules.base.visibility import levels
from portal.rules.library.validity import Validity, validity
from portal.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class SheetCard:
    """A sheet in a toolkit's list."""

    slug: str
    title: str
    summary: str
    revised_on: date
    valid_until: date | None
    visibility: Visibility
    files: int

    @property
    def validity(self) -> Validity:
        """Where it stands today."""
        return validity(self.valid_until, clock.today())


@dataclass(frozen=True, slots=True)
class ToolkitCard:
    """A toolkit with the sheets its reader may read; `kept` counts those that a sign-in would open."""

    id: int
    slug: str
    title: str
    intro: str
    workshop_slug: str
    workshop_title: str
    sheets: tuple[SheetCard, ...]
    kept: int


def toolkits(reader: Visibility) -> list[ToolkitCard]:
    """Every published toolkit, in the order staff gave them; two statements."""
    return _cards(_published(), reader)


def toolkit(slug: str, reader: Visibility) -> ToolkitCard:
    """One published toolkit; two statements. Raises NotFound."""
    found = _cards(_published().where(Toolkit.slug == slug), reader)
    if not found:
        raise NotFound
    return found[0]


def whole_sheets(toolkit_id: int, reader: Visibility) -> list[SheetPage]:
    """The published sheets of a toolkit that this reader may read, whole, in their order; two statements."""
    return pages(
        online()
        .join(ToolkitEntry, ToolkitEntry.sheet_id == Sheet.id)
        .where(ToolkitEntry.toolkit_id == toolkit_id, Sheet.visibility.in_(levels(reader)))
        .order_by(ToolkitEntry.position, Sheet.id)
    )


def _published() -> Any:
    columns = (Toolkit.id, Toolkit.slug, Toolkit.title, Toolkit.intro)
    named = (Workshop.slug.label("workshop_slug"), Workshop.title.label("workshop_title"))
    at_work = (Workshop.id == Toolkit.workshop_id) & (Workshop.status == ContentStatus.PUBLISHED)
    statement = select(*columns, *named).outerjoin(Workshop, at_work)
    return statement.where(Toolkit.status == ContentStatus.PUBLISHED).order_by(Toolkit.position, Toolkit.id)


def _cards(statement: Select[Any], reader: Visibility) -> list[ToolkitCard]:
    rows = db.session.execute(statement).all()
    entries = db.session.execute(_entries([row.id for row in rows])).all()
    return [_card(row, [entry for entry in entries if entry.toolkit_id == row.id], reader) for row in rows]


def _entries(toolkit_ids: list[int]) -> Select[Any]:
    files = select(func.count()).select_from(Attachment).where(Attachment.removed_at.is_(None))
    of_sheet = files.where(Attachment.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery()
    columns = (Sheet.slug, Sheet.title, Sheet.summary, Sheet.revised_on, Sheet.valid_until, Sheet.visibility)
    return (
        select(ToolkitEntry.toolkit_id, *columns, of_sheet.label("files"))
        .join(Sheet, Sheet.id == ToolkitEntry.sheet_id)
        .where(ToolkitEntry.toolkit_id.in_(toolkit_ids), Sheet.status == ContentStatus.PUBLISHED)
        .order_by(ToolkitEntry.toolkit_id, ToolkitEntry.position, Sheet.id)
    )


def _card(row: Row[Any], entries: list[Row[Any]], reader: Visibility) -> ToolkitCard:
    shown = levels(reader)
    kept = [entry for entry in entries if entry.visibility not in shown]
    return ToolkitCard(
        id=row.id,
        slug=row.slug,
        title=row.title,
        intro=row.intro,
        workshop_slug=row.workshop_slug or "",
        workshop_title=row.workshop_title or "",
        sheets=tuple(_sheet(entry) for entry in entries if entry.visibility in shown),
        kept=sum(entry.visibility is Visibility.NETWORK for entry in kept),
    )


def _sheet(entry: Row[Any]) -> SheetCard:
    return SheetCard(
        slug=entry.slug,
        title=entry.title,
        summary=entry.summary,
        revised_on=entry.revised_on,
        valid_until=entry.valid_until,
        visibility=entry.visibility,
        files=entry.files,
    )
