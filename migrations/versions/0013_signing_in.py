"""Sign-in mails that can be sent again, a second factor's lock on the account, and other addresses for accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
NO_LONGER_GOOD = "1970-01-01 00:00:00+00:00"  # a mail from before is not sent again; its link works for its ten minutes


def upgrade() -> None:
    _challenges()
    _address_changes()
    with op.batch_alter_table("accounts", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("factor_failures", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("factor_locked_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("sign_ins", table_kwargs=ONCE) as batch_op:
        batch_op.drop_column("failed_factors")


def _challenges() -> None:
    with op.batch_alter_table("challenges", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("nonce", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("mailed_at", sa.DateTime(timezone=True), server_default=NO_LONGER_GOOD, nullable=False)
        )
        batch_op.drop_index("ix_challenges_browser_hash")
        for name in ("code_hash", "browser_hash", "next_path"):
            batch_op.drop_column(name)
    with op.batch_alter_table("challenges", table_kwargs=ONCE) as batch_op:
        batch_op.alter_column("nonce", server_default=None, existing_type=sa.String(length=80))
        batch_op.alter_column("mailed_at", server_default=None, existing_type=sa.DateTime(timezone=True))
    op.create_table(
        "challenge_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_challenge_browsers_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_browsers")),
        sa.UniqueConstraint(
            "challenge_id", "browser_hash", name=op.f("uq_challenge_browsers_challenge_id_browser_hash")
        ),
        **ONCE,
    )
    op.create_index(op.f("ix_challenge_browsers_browser_hash"), "challenge_browsers", ["browser_hash"])


def _address_changes() -> None:
    moments = ("old_confirmed_at", "new_confirmed_at", "due_at", "done_at", "cancelled_at")
    op.create_table(
        "address_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("old_email", sa.String(length=254), nullable=False),
        sa.Column("new_email", sa.String(length=254), nullable=False),
        sa.Column("old_hash", sa.String(length=64), nullable=False),
        sa.Column("new_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in moments),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_address_changes_account_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_address_changes_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
        sa.UniqueConstraint("old_hash", name=op.f("uq_address_changes_old_hash")),
        sa.UniqueConstraint("new_hash", name=op.f("uq_address_changes_new_hash")),
        **ONCE,
    )
    op.create_index(op.f("ix_address_changes_account_id"), "address_changes", ["account_id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_ins", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("failed_factors", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("accounts", table_kwargs=ONCE) as batch_op:
        batch_op.drop_column("factor_locked_until")
        batch_op.drop_column("factor_failures")
    op.drop_table("address_changes")
    op.drop_table("challenge_browsers")
    with op.batch_alter_table("challenges", table_kwargs=ONCE) as batch_op:
        batch_op.drop_column("mailed_at")
        batch_op.drop_column("nonce")
        batch_op.add_column(sa.Column("code_hash", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("browser_hash", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("next_path", sa.String(length=500), server_default="", nullable=False))
        batch_op.create_index("ix_challenges_browser_hash", ["browser_hash"])
