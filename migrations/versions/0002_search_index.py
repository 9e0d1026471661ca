"""The engine's own full-text index beside search_entries: FTS5 on SQLite, a tsvector column on PostgreSQL."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5("
            "folded_title, folded_summary, folded_body, folded_files, prefix='2 3')"
        )
        return
    op.execute(
        "ALTER TABLE search_entries ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', folded_title), 'A') ||"
        "setweight(to_tsvector('simple', folded_summary), 'B') ||"
        "setweight(to_tsvector('simple', folded_body), 'C') ||"
        "setweight(to_tsvector('simple', folded_files), 'D')) STORED"
    )
    op.execute("CREATE INDEX ix_search_entries_vector ON search_entries USING gin (vector)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
        return
    op.execute("DROP INDEX ix_search_entries_vector")
    op.execute("ALTER TABLE search_entries DROP COLUMN vector")
