"""What a trainer wants her lists of attendees to look like."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_choices",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_list_choices_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_list_choices")),
    )


def downgrade() -> None:
    op.drop_table("list_choices")
