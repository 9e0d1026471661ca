"""Room for what is made of names: folding makes them longer, and somebody's two names are kept as one.

PostgreSQL refused a name of 150 + 150 letters, or of 150 times œ, whose folded form was longer than its column.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Column, width before (200 letters) and after; None is text of any length.
WIDENED = {
    "partners": {"name": 401, "folded_name": None},
    "people": {"folded_name": None},
    "search_entries": {"title": 401},
}
WIDTH_BEFORE = 200


def _kind(width):
    return sa.Text() if width is None else sa.String(length=width)


def _change(before, after):
    for table, columns in WIDENED.items():
        # On SQLite the table is copied: it goes on numbering its rows as before.
        with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
            for column, width in columns.items():
                batch.alter_column(
                    column, existing_type=_kind(before(width)), type_=_kind(after(width)), existing_nullable=False
                )


def upgrade() -> None:
    _change(lambda _wide: WIDTH_BEFORE, lambda wide: wide)


def downgrade() -> None:
    """What does not fit any more is cut: the folded forms are made anew when somebody saves the name."""
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in WIDENED.items():
            for column in columns:
                op.execute(sa.text(f"UPDATE {table} SET {column} = left({column}, {WIDTH_BEFORE})"))
    _change(lambda wide: wide, lambda _wide: WIDTH_BEFORE)
