"""Questions that people ask the trainers before a session."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trainer_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_trainer_questions_session_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_trainer_questions_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_trainer_questions_session_id"), "trainer_questions", ["session_id"])
    op.create_index(op.f("ix_trainer_questions_registration_id"), "trainer_questions", ["registration_id"])


def downgrade() -> None:
    op.drop_table("trainer_questions")
