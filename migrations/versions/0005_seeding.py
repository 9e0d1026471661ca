"""What a session has for those on its workshop's list, and when each of their wishes last grew."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("training_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seeding", sa.String(length=40), server_default="none", nullable=False))
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE interests SET changed_at = created_at")
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("interests", schema=None) as batch_op:
        batch_op.drop_column("changed_at")
    with op.batch_alter_table("training_sessions", schema=None) as batch_op:
        batch_op.drop_column("seeding")
