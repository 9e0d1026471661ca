"""Evaluations of sessions: the questions of a workshop, tickets and answers that lead to nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_questions",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("scales", sa.JSON(), nullable=False),
        sa.Column("useful", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshops.id"], name=op.f("fk_evaluation_questions_workshop_id")),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_evaluation_questions")),
    )
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(length=40), nullable=False),
        sa.Column("scales", sa.JSON(), nullable=False),
        sa.Column("useful", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("results_on", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_evaluations_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_evaluations_session_id_wave", "evaluations", ["session_id", "wave"], unique=True)
    op.create_index(op.f("ix_evaluations_last"), "evaluations", ["last"])
    # Without a rowid, which would tell in what order the rows came.
    op.create_table(
        "evaluation_tickets",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_tickets_evaluation_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_evaluation_tickets")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_evaluation_tickets_ticket_hash")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_evaluation_tickets_evaluation_id"), "evaluation_tickets", ["evaluation_id"])
    op.create_table(
        "evaluation_answers",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("scales", sa.JSON(), nullable=False),
        sa.Column("useful", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_answers_evaluation_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_evaluation_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_evaluation_answers_evaluation_id"), "evaluation_answers", ["evaluation_id"])


def downgrade() -> None:
    op.drop_table("evaluation_answers")
    op.drop_table("evaluation_tickets")
    op.drop_table("evaluations")
    op.drop_table("evaluation_questions")
