"""Indexes that count the outbox and find mails of one occasion, without reading it whole."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _order_keys(collation: str) -> None:
    """SQLite orders byte by byte already; PostgreSQL builds the index of the keys anew, not the table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(f'ALTER TABLE outbox ALTER COLUMN key TYPE VARCHAR(200) COLLATE {collation}'))


def upgrade() -> None:
    op.create_index("ix_outbox_failures", "outbox", ["state", "failed_at"])
    op.create_index(
        "ix_outbox_untried", "outbox", ["state", "attempts", "priority", "created_at", "not_before"]
    )
    op.create_index(op.f("ix_outbox_created_at"), "outbox", ["created_at"])
    _order_keys('"C"')


def downgrade() -> None:
    _order_keys('"default"')
    op.drop_index(op.f("ix_outbox_created_at"), "outbox")
    op.drop_index("ix_outbox_untried", "outbox")
    op.drop_index("ix_outbox_failures", "outbox")
