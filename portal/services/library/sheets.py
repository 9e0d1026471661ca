"""Practical sheets: written as drafts, published with a note, classified, archived (docs/toolkits.md).

The published revision stays online while the next one is a draft. `version` is the one the editor's page was
drawn with: when somebody saved meanwhile, EditedMeanwhile is raised and nothing is overwritten.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.documents.library.markdown import plain_text
from portal.models.library.toolkits import Revision, Sheet, Toolkit
from portal.models.network.partners import Theme
from portal.rules.base.states import ContentStatus, SearchKind, Visibility
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.library import ChangeNoteMissing, NeverPublished, NothingToPublish, SheetIncomplete
from portal.services.base import search_index
from portal.services.base.journal import Entry, record
from portal.services.base.search_index import Document
from portal.services.base.slugs import free_slug
from portal.services.library.toolkits import append


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet to begin, in a toolkit where one is chosen."""

    title: str
    actor_id: int | None
    summary: str = ""
    body: str = ""
    theme_ids: tuple[int, ...] = ()
    toolkit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The text as its editor leaves it."""

    sheet_id: int
    version: int
    title: str
    summary: str
    body: str
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class Classification:
    """What holds for the sheet whatever its text; it takes effect at once."""

    sheet_id: int
    version: int
    theme_ids: tuple[int, ...]
    visibility: Visibility
    valid_until: date | None
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class Publication:
    """Putting the draft online; `note` says in a sentence what changed."""

    sheet_id: int
    version: int
    note: str
    actor_id: int | None


def create(command: NewSheet) -> str:
    """Begin a sheet with its first draft, last in its toolkit; returns its slug.

    Raises NotFound for the toolkit.
    """
    with writing() as session:
        slug = free_slug(session, Sheet, command.title)
        now = clock.now()
        sheet = Sheet(
            slug=slug,
            title=command.title,
            summary=command.summary,
            owner_id=command.actor_id,
            created_at=now,
            themes=_themes(session, command.theme_ids),
        )
        text = {"title": command.title, "summary": command.summary, "body": command.body}
        sheet.revisions.append(Revision(number=1, author_id=command.actor_id, saved_at=now, **text))
        session.add(sheet)
        session.flush()
        if command.toolkit_id is not None:
            append(lock_row(session, Toolkit, command.toolkit_id), sheet.id)
        record(session, command.actor_id, Entry(Verb.CREATED, ObjectKind.SHEET, sheet.id, after=sheet.title))
        return slug


def save_draft(command: Draft) -> str:
    """Keep the text as the sheet's draft, beside what is online; returns the slug.

    The slug follows the title until the first publication. Raises NotFound or EditedMeanwhile.
    """
    with writing() as session:
        sheet = _locked(session, command.sheet_id, command.version)
        draft = _draft_of(sheet)
        draft.title, draft.summary, draft.body = command.title, command.summary, command.body
        draft.author_id, draft.saved_at = command.actor_id, clock.now()
        if draft.number == 1:
            sheet.title, sheet.summary = command.title, command.summary
            sheet.slug = free_slug(session, Sheet, command.title, sheet.id)
        entry = Entry(Verb.SAVED_DRAFT, ObjectKind.SHEET, sheet.id, after=f"revision {draft.number}")
        record(session, command.actor_id, entry)
        return sheet.slug


def drop_draft(sheet_id: int, version: int, actor_id: int | None) -> None:
    """Forget the draft; what is online stays.

    Raises NotFound, EditedMeanwhile, or NothingToPublish when there is no draft beside a published text.
    """
    with writing() as session:
        sheet = _locked(session, sheet_id, version)
        draft = sheet.revisions[-1]
        if draft.published_at is not None or draft.number == 1:
            raise NothingToPublish
        sheet.revisions.remove(draft)
        entry = Entry(Verb.DROPPED_DRAFT, ObjectKind.SHEET, sheet.id, before=f"revision {draft.number}")
        record(session, actor_id, entry)


def classify(command: Classification) -> None:
    """Set themes, readers and validity, at once. Raises NotFound or EditedMeanwhile."""
    with writing() as session:
        sheet = _locked(session, command.sheet_id, command.version)
        before = f"{sheet.visibility.value} {sheet.valid_until or ''}"
        sheet.themes = _themes(session, command.theme_ids)
        sheet.visibility, sheet.valid_until = command.visibility, command.valid_until
        reindex(session, sheet)
        after = f"{sheet.visibility.value} {sheet.valid_until or ''}"
        record(
            session, command.actor_id, Entry(Verb.CLASSIFIED, ObjectKind.SHEET, sheet.id, before=before, after=after)
        )


def publish(command: Publication) -> None:
    """Put the draft online with its note.

    Raises NotFound, EditedMeanwhile, NothingToPublish, SheetIncomplete or ChangeNoteMissing.
    """
    with writing() as session:
        sheet = _locked(session, command.sheet_id, command.version)
        draft = sheet.revisions[-1]
        if draft.published_at is not None:
            raise NothingToPublish
        if not draft.summary.strip() or not draft.body.strip():
            raise SheetIncomplete
        if not command.note.strip():
            raise ChangeNoteMissing
        draft.change_note, draft.published_at = command.note.strip(), clock.now()
        sheet.title, sheet.summary = draft.title, draft.summary
        sheet.status, sheet.revised_on = ContentStatus.PUBLISHED, clock.today()
        reindex(session, sheet)
        after = f"revision {draft.number}"
        entry = Entry(Verb.PUBLISHED, ObjectKind.SHEET, sheet.id, after=after, reason=draft.change_note)
        record(session, command.actor_id, entry)


def archive(sheet_id: int, version: int, actor_id: int | None) -> None:
    """Take the sheet and its files offline; nothing is lost. Raises NotFound or EditedMeanwhile."""
    _set_status(sheet_id, version, ContentStatus.ARCHIVED, actor_id)


def restore(sheet_id: int, version: int, actor_id: int | None) -> None:
    """Put an archived sheet back online. Raises NotFound, EditedMeanwhile or NeverPublished."""
    _set_status(sheet_id, version, ContentStatus.PUBLISHED, actor_id)


SEARCHABLE = select(Sheet.id).where(Sheet.status == ContentStatus.PUBLISHED)


def search_documents(session: Session, ids: Collection[int]) -> Iterator[Document]:
    """Those of these sheets that are published, as the search knows them."""
    published = select(Sheet).where(Sheet.id.in_(ids), Sheet.id.in_(SEARCHABLE))
    return (_document(sheet) for sheet in session.scalars(published))


def reindex(session: Session, sheet: Sheet) -> None:
    """Bring the search in step with the sheet. Runs inside the caller's `writing()`."""
    if sheet.status is ContentStatus.PUBLISHED:
        search_index.put(session, _document(sheet))
    else:
        search_index.remove(session, SearchKind.SHEET, sheet.id)


def _document(sheet: Sheet) -> Document:
    online = next(revision for revision in reversed(sheet.revisions) if revision.published_at is not None)
    offered = [attachment for attachment in sheet.attachments if attachment.removed_at is None]
    return Document(
        SearchKind.SHEET,
        sheet.id,
        sheet.visibility,
        sheet.title,
        summary=online.summary,
        body=plain_text(online.body),
        files=" ".join(f"{attachment.title} {attachment.versions[-1].filename}" for attachment in offered),
    )


def _set_status(sheet_id: int, version: int, status: ContentStatus, actor_id: int | None) -> None:
    with writing() as session:
        sheet = _locked(session, sheet_id, version)
        if status is ContentStatus.PUBLISHED and sheet.revised_on is None:
            raise NeverPublished
        before, sheet.status = sheet.status, status
        reindex(session, sheet)
        entry = Entry(Verb.SET_STATUS, ObjectKind.SHEET, sheet.id, before=before.value, after=status.value)
        record(session, actor_id, entry)


def _locked(session: Session, sheet_id: int, version: int) -> Sheet:
    """The sheet, locked, unchanged since its page was drawn; its version moves on."""
    sheet = lock_row(session, Sheet, sheet_id)
    if sheet.version != version:
        raise EditedMeanwhile
    sheet.version += 1
    return sheet


def _draft_of(sheet: Sheet) -> Revision:
    last = sheet.revisions[-1]
    if last.published_at is None:
        return last
    draft = Revision(number=last.number + 1)
    sheet.revisions.append(draft)
    return draft


def _themes(session: Session, theme_ids: tuple[int, ...]) -> list[Theme]:
    chosen = select(Theme).where(Theme.id.in_(theme_ids)).order_by(Theme.position, Theme.id)
    return list(session.scalars(chosen))
