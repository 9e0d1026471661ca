"""Workshops: writing, publishing and archiving the programmes, with their place in the search."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.documents.library import markdown
from portal.mail.entries.wordings import remember
from portal.models.network.partners import Theme
from portal.models.planning.sessions import TrainingSession
from portal.models.planning.workshops import Workshop
from portal.rules.base.states import ContentStatus, SearchKind, Visibility
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.planning.rewordings import Word
from portal.rules.refusals import NotFound
from portal.rules.refusals.base import EditedMeanwhile
from portal.services.base import search_index
from portal.services.base.journal import Entry, record
from portal.services.base.search_index import Document
from portal.services.base.slugs import free_slug
from portal.services.planning import rewordings

VERBS = {ContentStatus.PUBLISHED: Verb.PUBLISHED_WORKSHOP, ContentStatus.ARCHIVED: Verb.ARCHIVED_WORKSHOP}


@dataclass(frozen=True, slots=True)
class Programme:
    """What staff write about a workshop; `objectives` one a line, `programme` in Markdown."""

    title: str
    summary: str = ""
    objectives: str = ""
    programme: str = ""
    audience: str = ""
    theme_ids: tuple[int, ...] = ()


def create(written: Programme, actor_id: int) -> str:
    """Add a draft workshop; returns its slug, which stays. Raises NotFound (a theme)."""
    with writing() as session:
        slug = free_slug(session, Workshop, written.title)
        workshop = Workshop(slug=slug, created_at=clock.now())
        _put(session, workshop, written)
        session.add(workshop)
        session.flush()
        record(
            session, actor_id, Entry(Verb.ADDED_WORKSHOP, ObjectKind.WORKSHOP, workshop.id, after=ContentStatus.DRAFT)
        )
        return workshop.slug


def revise(workshop_id: int, version: int, written: Programme, actor_id: int, tell: bool | None = None) -> None:
    """Change what is written about a workshop.

    `tell`: whether calendars that show the title hear of a new one; None is for where none does. Raises
    EditedMeanwhile, NotFound, TellingUndecided.
    """
    with writing() as session:
        workshop = lock_row(session, Workshop, workshop_id)
        if workshop.version != version:
            raise EditedMeanwhile
        words = [Word.TITLE] if workshop.title != written.title else []
        invited = rewordings.invited_sessions(session, TrainingSession.workshop_id == workshop_id) if words else []
        remember(session, invited)
        rewordings.note(session, actor_id, invited, words, tell)
        _put(session, workshop, written)
        workshop.version += 1
        _index(session, workshop)
        rewordings.plan(session, invited, tell)
        record(session, actor_id, Entry(Verb.REVISED_WORKSHOP, ObjectKind.WORKSHOP, workshop_id))
    rewordings.carry_out(invited)


def _put(session: Session, workshop: Workshop, written: Programme) -> None:
    themes = select(Theme).where(Theme.id.in_(written.theme_ids)).order_by(Theme.position, Theme.id)
    found = list(session.scalars(themes))
    if len(found) != len(set(written.theme_ids)):
        raise NotFound
    workshop.themes = found
    workshop.title, workshop.summary = written.title, written.summary
    workshop.objectives, workshop.programme = written.objectives, written.programme
    workshop.audience = written.audience


def publish(workshop_id: int, actor_id: int) -> None:
    """Show a draft or archived workshop to everybody, and in the search."""
    _set_status(workshop_id, ContentStatus.PUBLISHED, actor_id)


def archive(workshop_id: int, actor_id: int) -> None:
    """Take a workshop off the site and out of the search; its sessions stay as they are."""
    _set_status(workshop_id, ContentStatus.ARCHIVED, actor_id)


def _set_status(workshop_id: int, status: ContentStatus, actor_id: int) -> None:
    with writing() as session:
        workshop = lock_row(session, Workshop, workshop_id)
        before, workshop.status = workshop.status, status
        workshop.version += 1
        _index(session, workshop)
        record(session, actor_id, Entry(VERBS[status], ObjectKind.WORKSHOP, workshop_id, None, before, status))


def _index(session: Session, workshop: Workshop) -> None:
    session.flush()
    if workshop.status is ContentStatus.PUBLISHED:
        search_index.put(session, _document(workshop))
    else:
        search_index.remove(session, SearchKind.WORKSHOP, workshop.id)


def _document(workshop: Workshop) -> Document:
    themes = " ".join(theme.label for theme in workshop.themes)
    written = (workshop.objectives, markdown.plain_text(workshop.programme), workshop.audience, themes)
    return Document(
        SearchKind.WORKSHOP,
        workshop.id,
        Visibility.PUBLIC,
        workshop.title,
        summary=workshop.summary,
        body="\n".join(text for text in written if text),
    )


SEARCHABLE = select(Workshop.id).where(Workshop.status == ContentStatus.PUBLISHED)


def search_documents(session: Session, ids: Collection[int]) -> Iterator[Document]:
    """Those of these workshops that are published, to build the search anew."""
    published = select(Workshop).where(Workshop.id.in_(ids), Workshop.id.in_(SEARCHABLE))
    return (_document(workshop) for workshop in session.scalars(published))
