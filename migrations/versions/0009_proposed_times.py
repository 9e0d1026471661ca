"""The other time that an answer to an invitation proposes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed_start", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("proposed_end", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.drop_column("proposed_end")
        batch_op.drop_column("proposed_start")
