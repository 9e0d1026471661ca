"""The engine's own full-text index over `search_entries`: FTS5 on SQLite, a tsvector column on PostgreSQL."""

from sqlalchemy.engine import Connection


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
