"""Files of sessions, photos of signed sheets, files let go, and whether a screen reader can read a sheet's PDF."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stable_id", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("shown", sa.String(length=40), nullable=False),
        sa.Column("tagged", sa.Boolean(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_session_files_session_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_session_files_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_files")),
        sa.UniqueConstraint("stable_id", name=op.f("uq_session_files_stable_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_session_files_session_id"), "session_files", ["session_id"])
    op.create_index(op.f("ix_session_files_sha256"), "session_files", ["sha256"])
    op.create_table(
        "sheet_scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stable_id", sa.String(length=20), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_sheet_scans_meeting_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["accounts.id"], name=op.f("fk_sheet_scans_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_scans")),
        sa.UniqueConstraint("stable_id", name=op.f("uq_sheet_scans_stable_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sheet_scans_meeting_id"), "sheet_scans", ["meeting_id"])
    op.create_index(op.f("ix_sheet_scans_sha256"), "sheet_scans", ["sha256"])
    op.create_table(
        "released_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_files")),
        sqlite_autoincrement=True,
    )
    op.add_column("attachment_versions", sa.Column("tagged", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("attachment_versions", "tagged")
    op.drop_table("released_files")
    op.drop_table("sheet_scans")
    op.drop_table("session_files")
