"""The site of a colleague and of a coordinator, since when somebody listed is registered, calendars of a team."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("site_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("introduced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key("fk_people_site_id", "sites", ["site_id"], ["id"], ondelete="SET NULL")
        batch_op.create_index("ix_people_site_id", ["site_id"])
        batch_op.drop_index("ix_people_added")
        batch_op.create_index("ix_people_added", ["added_by_id", "introduced_at"])
    with op.batch_alter_table("memberships", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("site_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("monday_mail", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key("fk_memberships_site_id", "sites", ["site_id"], ["id"], ondelete="SET NULL")
        batch_op.create_index("ix_memberships_site_id", ["site_id"])
    op.create_table(
        "team_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_team_feeds_account_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_team_feeds_partner_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_team_feeds_site_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_team_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_team_feeds_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_team_feeds_account_id", "team_feeds", ["account_id"])
    op.create_index("ix_team_feeds_partner_id", "team_feeds", ["partner_id"])
    op.create_index("ix_team_feeds_site_id", "team_feeds", ["site_id"])
    fill()


def fill() -> None:
    """Until now nobody stood in an address book who had not been registered, or was about to be."""
    people = sa.table("people", sa.column("introduced_at"), sa.column("created_at"))
    op.execute(sa.update(people).values(introduced_at=people.c.created_at))


def downgrade() -> None:
    op.drop_table("team_feeds")
    with op.batch_alter_table("memberships", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_memberships_site_id")
        batch_op.drop_constraint("fk_memberships_site_id", type_="foreignkey")
        batch_op.drop_column("monday_mail")
        batch_op.drop_column("site_id")
    with op.batch_alter_table("people", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_people_added")
        batch_op.create_index("ix_people_added", ["added_by_id", "created_at"])
        batch_op.drop_index("ix_people_site_id")
        batch_op.drop_constraint("fk_people_site_id", type_="foreignkey")
        batch_op.drop_column("introduced_at")
        batch_op.drop_column("site_id")
