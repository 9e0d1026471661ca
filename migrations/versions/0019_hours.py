"""The minutes of pause of a meeting, taken off the hours followed."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meetings", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("pause_minutes", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_check_constraint(op.f("ck_meetings_pause"), "pause_minutes >= 0")


def downgrade() -> None:
    with op.batch_alter_table("meetings", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_meetings_pause"), type_="check")
        batch_op.drop_column("pause_minutes")
