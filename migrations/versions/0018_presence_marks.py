"""Presence is a mark, present, absent or excused, and keeps how it was noted."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
PRESENCES = sa.table(
    "presences", sa.column("present", sa.Boolean), sa.column("mark", sa.String), sa.column("noted_by", sa.String)
)


def upgrade() -> None:
    with op.batch_alter_table("presences", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.String(length=40), server_default="absent", nullable=False))
        batch_op.add_column(sa.Column("noted_by", sa.String(length=40), server_default="trainer", nullable=False))
    op.execute(sa.update(PRESENCES).where(PRESENCES.c.present).values(mark="present"))
    with op.batch_alter_table("presences", table_kwargs=ONCE) as batch_op:
        batch_op.alter_column("mark", server_default=None, existing_type=sa.String(length=40))
        batch_op.alter_column("noted_by", server_default=None, existing_type=sa.String(length=40))
        batch_op.drop_column("present")


def downgrade() -> None:
    """An excuse becomes an absence: there was no word for it."""
    with op.batch_alter_table("presences", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("present", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.update(PRESENCES).where(PRESENCES.c.mark == "present").values(present=sa.true()))
    with op.batch_alter_table("presences", table_kwargs=ONCE) as batch_op:
        batch_op.alter_column("present", server_default=None, existing_type=sa.Boolean())
        batch_op.drop_column("noted_by")
        batch_op.drop_column("mark")
