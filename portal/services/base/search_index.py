"""Keeping the search index in step: written in the same `writing()` as the change it tells of.

A service that changes something searchable calls `put` or `remove` before its transaction ends, and offers
`SEARCHABLE`, the numbers of all that can be searched, and `search_documents(session, ids)`, the documents of some, for
`portal.services.upkeep.reindexing`.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.database import search_index
from portal.models.base.search import SearchEntry
from portal.rules.base.search_terms import shadow
from portal.rules.base.states import SearchKind, Visibility


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched of one object; `object_kind` is a SearchKind or its value.

    Only text that everybody within `visibility` may read belongs here.
    """

    object_kind: str
    object_id: int
    visibility: Visibility
    title: str
    summary: str = ""
    body: str = ""
    files: str = ""


def put(session: Session, document: Document) -> None:
    """Add the document, or replace what was indexed of its object. Runs inside the caller's `writing()`."""
    kind = SearchKind(document.object_kind)
    entry = _entry(session, kind, document.object_id)
    if entry is None:
        entry = SearchEntry(object_kind=kind.value, object_id=document.object_id)
        session.add(entry)
    entry.visibility = document.visibility
    entry.title = document.title
    entry.folded_title = shadow(document.title)
    entry.folded_summary = shadow(document.summary)
    entry.folded_body = shadow(document.body)
    entry.folded_files = shadow(document.files)
    session.flush()
    search_index.put_row(session.connection(), entry)


def remove(session: Session, kind: str, object_id: int) -> None:
    """Forget the object; nothing happens when it is not indexed. Runs inside the caller's `writing()`."""
    entry = _entry(session, kind, object_id)
    if entry is not None:
        search_index.remove_row(session.connection(), entry.id)
        session.delete(entry)
        session.flush()


def forget_strays(session: Session) -> None:
    """Take out of the engine's own index what has no entry. Runs inside a `writing()`."""
    search_index.remove_strays(session.connection())


def _entry(session: Session, kind: str, object_id: int) -> SearchEntry | None:
    wanted = (SearchEntry.object_kind == SearchKind(kind).value, SearchEntry.object_id == object_id)
    return session.scalars(select(SearchEntry).where(*wanted)).one_or_none()
