"""The revision of what public pages show, so that a page that did not change is not drawn again."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        "public_revision",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.String(length=80), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_public_revision_only_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_public_revision")),
    )
    op.execute(sa.insert(table).values(one=1, stamp=secrets.token_hex(12)))


def downgrade() -> None:
    op.drop_table("public_revision")
