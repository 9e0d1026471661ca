"""Private calendars, announcements, what a mailbox wants of them, and messages written by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "private_feeds",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_private_feeds_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_private_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_private_feeds_token_hash")),
    )
    op.create_table(
        "mail_preferences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("link_nonce", sa.String(length=80), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("communes", sa.JSON(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_preferences")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_mail_preferences_mailbox")),
    )
    _announcements()
    _session_messages()
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_to", sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("stop_link", sa.String(length=200), nullable=False, server_default=""))


def _announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("communes", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_announcements_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index(op.f("ix_announcements_created_at"), "announcements", ["created_at"])
    announcement, session = op.f("fk_announced_sessions_announcement_id"), op.f("fk_announced_sessions_session_id")
    op.create_table(
        "announced_sessions",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=announcement),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=session),
        sa.PrimaryKeyConstraint("announcement_id", "session_id", name=op.f("pk_announced_sessions")),
    )
    op.create_index(op.f("ix_announced_sessions_session_id"), "announced_sessions", ["session_id"])


def _session_messages() -> None:
    op.create_table(
        "session_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_session_messages_author_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_session_messages_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_messages")),
    )
    op.create_index(op.f("ix_session_messages_session_id"), "session_messages", ["session_id"])


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("stop_link")
        batch_op.drop_column("reply_to")
    for table in ("session_messages", "announced_sessions", "announcements", "mail_preferences", "private_feeds"):
        op.drop_table(table)
