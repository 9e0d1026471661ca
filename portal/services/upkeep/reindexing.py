"""Filling the search index anew from everything that can be searched.

Some documents behind one lock, so that nobody waits for all of them; the search works meanwhile, and what was changed
meanwhile is in step: each document is read behind the lock that writes it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.database import db, writing
from portal.models.base.search import SearchEntry
from portal.rules.base.states import SearchKind
from portal.services.base import search_index
from portal.services.base.search_index import Document
from portal.services.library import sheets
from portal.services.network import partners
from portal.services.planning import workshops

BATCH = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents of one kind come from: the numbers of all that can be searched, and the documents of some."""

    kind: SearchKind
    searchable: Select[int]
    documents: Callable[[Session, Collection[int]], Iterator[Document]]


SOURCES = (
    Source(SearchKind.PARTNER, partners.SEARCHABLE, partners.search_documents),
    Source(SearchKind.SHEET, sheets.SEARCHABLE, sheets.search_documents),
    Source(SearchKind.WORKSHOP, workshops.SEARCHABLE, workshops.search_documents),
)


def reindex_all() -> int:
    """Bring the whole index in step; returns how many documents it holds."""
    for one in SOURCES:
        _forget(one)
    with writing() as session:
        search_index.forget_strays(session)
    return sum(map(_fill, SOURCES))


def _fill(one: Source) -> int:
    count, last, number = 0, 0, one.searchable.selected_columns[0]
    some = one.searchable.order_by(number).limit(BATCH)
    while ids := db.session.scalars(some.where(number > last)).all():
        last = ids[-1]
        with writing() as session:
            documents = list(one.documents(session, ids))
            for document in documents:
                search_index.put(session, document)
        count += len(documents)
    return count


def _forget(one: Source) -> None:
    """Take out what is indexed and cannot be searched any more."""
    of_kind = SearchEntry.object_kind == one.kind.value
    lost = select(SearchEntry.object_id).where(of_kind, SearchEntry.object_id.not_in(one.searchable))
    found = BATCH
    while found == BATCH:
        with writing() as session:
            ids = session.scalars(lost.order_by(SearchEntry.object_id).limit(BATCH)).all()
            for number in ids:
                search_index.remove(session, one.kind, number)
        found = len(ids)
