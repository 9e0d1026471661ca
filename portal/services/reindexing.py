"""Filling the search index anew from everything that can be searched."""

from portal.database import writing
from portal.services import partners, search_index, sheets


def reindex_all() -> int:
    """Replace the whole index in one transaction; returns how many documents it holds."""
    with writing() as session:
        documents = [*partners.search_documents(session), *sheets.search_documents(session)]
        return search_index.replace_all(session, documents)
