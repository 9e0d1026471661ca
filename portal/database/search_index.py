"""The engine's own full-text index over `search_entries`: FTS5 on SQLite, a tsvector column on PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, column, func, literal_column, select, table, text
from sqlalchemy.engine import Connection

from portal.models.base.search import SearchEntry
from portal.rules.base.search_terms import Term, fts5_query, tsquery
from portal.rules.base.states import Visibility

Found = Select[str, int, Visibility, str]

# Title, summary, body, names of files: the same order of importance on both engines.
BM25_WEIGHTS = (10.0, 4.0, 1.0, 0.5)
TS_RANK_WEIGHTS = "{0.05, 0.1, 0.4, 1.0}"  # PostgreSQL lists them from D to A


def create(connection: Connection) -> None:
    """Create the index on an empty schema."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE search_fts USING fts5("
            "folded_title, folded_summary, folded_body, folded_files, prefix='2 3')"
        )
    else:
        connection.exec_driver_sql(
            "ALTER TABLE search_entries ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
            "setweight(to_tsvector('simple', folded_title), 'A') ||"
            "setweight(to_tsvector('simple', folded_summary), 'B') ||"
            "setweight(to_tsvector('simple', folded_body), 'C') ||"
            "setweight(to_tsvector('simple', folded_files), 'D')) STORED"
        )
        connection.exec_driver_sql("CREATE INDEX ix_search_entries_vector ON search_entries USING gin (vector)")


def drop(connection: Connection) -> None:
    """Drop what `create` made."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE search_fts")
    else:
        connection.exec_driver_sql("ALTER TABLE search_entries DROP COLUMN vector")


def put_row(connection: Connection, entry: SearchEntry) -> None:
    """Index the flushed `entry`. PostgreSQL works its column out by itself."""
    if connection.dialect.name != "sqlite":
        return
    remove_row(connection, entry.id)
    connection.execute(
        text(
            "INSERT INTO search_fts (rowid, folded_title, folded_summary, folded_body, folded_files)"
            " VALUES (:id, :title, :summary, :body, :files)"
        ),
        {
            "id": entry.id,
            "title": entry.folded_title,
            "summary": entry.folded_summary,
            "body": entry.folded_body,
            "files": entry.folded_files,
        },
    )


def remove_row(connection: Connection, entry_id: int) -> None:
    """Take one entry out of the index."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM search_fts WHERE rowid = :id"), {"id": entry_id})


def remove_strays(connection: Connection) -> None:
    """Take out of the index what is of no entry."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM search_fts WHERE rowid NOT IN (SELECT id FROM search_entries)"))


def matching(dialect: str, terms: Sequence[Term]) -> Found:
    """The entries that answer every term (at least one), as rows of SearchEntry columns, best first."""
    return _on_sqlite(terms) if dialect == "sqlite" else _on_postgresql(terms)


def _on_sqlite(terms: Sequence[Term]) -> Found:
    index = table("search_fts", column("rowid"))
    best = func.bm25(literal_column("search_fts"), *BM25_WEIGHTS)
    return (
        _columns()
        .join(index, index.c.rowid == SearchEntry.id)
        .where(text("search_fts MATCH :match").bindparams(match=fts5_query(terms)))
        .order_by(best, SearchEntry.folded_title, SearchEntry.id)
    )


def _on_postgresql(terms: Sequence[Term]) -> Found:
    query = func.to_tsquery("simple", tsquery(terms))
    vector: Any = literal_column("search_entries.vector")
    best = func.ts_rank(literal_column(f"'{TS_RANK_WEIGHTS}'::float4[]"), vector, query)
    found = _columns().where(vector.op("@@")(query))
    return found.order_by(best.desc(), SearchEntry.folded_title, SearchEntry.id)


def _columns() -> Found:
    return select(SearchEntry.object_kind, SearchEntry.object_id, SearchEntry.visibility, SearchEntry.title)
