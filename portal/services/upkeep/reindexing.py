"""Filling the search index anew from everything that can be searched."""

from itertools import chain

from portal.database import writing
from portal.services.base import search_index
from portal.services.library import sheets
from portal.services.network import partners
from portal.services.planning import workshops

KEEPERS = (partners, sheets, workshops)


def reindex_all() -> int:
    """Replace the whole index in one transaction; returns how many documents it holds."""
    with writing() as session:
        documents = list(chain.from_iterable(keeper.search_documents(session) for keeper in KEEPERS))
        return search_index.replace_all(session, documents)
