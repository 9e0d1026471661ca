"""The code in the room, and presence declared by telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_codes",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_room_codes_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_room_codes")),
    )
    op.create_table(
        "declared_presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_declared_presences_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_declared_presences_registration_id_registrations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_presences")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_declared_presences_declared_at", "declared_presences", ["declared_at"])
    op.create_index("ix_declared_presences_registration_id", "declared_presences", ["registration_id"])
    op.create_index(
        "uq_declared_presences_meeting_id_registration_id",
        "declared_presences",
        ["meeting_id", "registration_id"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("declared_presences")
    op.drop_table("room_codes")
