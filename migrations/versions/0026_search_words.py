"""The words that lead a search, kept by staff, and those that found nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("synonym", "acronym", "lead", name="wordkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_groups")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "localities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("municipality_nis", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_nis"],
            ["municipalities.nis"],
            name=op.f("fk_localities_municipality_nis_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_localities")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_localities_municipality_nis", "localities", ["municipality_nis"])
    op.create_index("uq_localities_name_postcode", "localities", ["name", "postcode"], unique=True)
    op.create_table(
        "missed_words",
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", "day", name=op.f("pk_missed_words")),
    )
    op.create_index("ix_missed_words_day", "missed_words", ["day"])


def downgrade() -> None:
    op.drop_table("missed_words")
    op.drop_table("localities")
    op.drop_table("synonym_groups")
