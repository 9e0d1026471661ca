"""What a calendar shows and what its reader was told are two facts; that a message may have left is one of its own."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
ENTRIES = sa.table(
    "calendar_entries",
    *map(sa.column, ("id", "sequence", "content_hash")),
    sa.column("forgotten", sa.Boolean),
    sa.column("shown", sa.JSON),
)
OUTBOX = sa.table(
    "outbox",
    *map(sa.column, ("id", "state", "method", "entry_id", "attempts", "lease_until")),
    sa.column("may_have_left", sa.Boolean),
    sa.column("cause", sa.JSON),
)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("may_have_left", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("calendar_entries", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("forgotten", sa.Boolean(), server_default=sa.false(), nullable=False))
    fill()
    with op.batch_alter_table("calendar_entries", table_kwargs=ONCE) as batch_op:
        batch_op.drop_column("content_hash")


def fill() -> None:
    """What was said by an empty hash, by a try and by a lease is now said by name."""
    op.execute(sa.update(ENTRIES).where(ENTRIES.c.content_hash == "").values(forgotten=True))
    tried = sa.or_(OUTBOX.c.state == "sent", OUTBOX.c.attempts > 0, OUTBOX.c.lease_until.is_not(None))
    op.execute(sa.update(OUTBOX).where(tried).values(may_have_left=True))
    for row in said_once_more():
        cause = {**row.cause, "known": row.shown}
        op.execute(sa.update(OUTBOX).where(OUTBOX.c.id == row.id).values(cause=cause))


def said_once_more() -> Iterator[sa.Row[Any]]:
    """The invitations that wait for a calendar that threw them away: their readers were told before."""
    statement = (
        sa.select(OUTBOX.c.id, OUTBOX.c.cause, ENTRIES.c.shown)
        .join(ENTRIES, ENTRIES.c.id == OUTBOX.c.entry_id)
        .where(OUTBOX.c.state == "waiting", OUTBOX.c.method == "REQUEST", ENTRIES.c.sequence > 0)
    )
    return (row for row in op.get_bind().execute(statement).all() if row.cause.get("before", "") is None)


def downgrade() -> None:
    with op.batch_alter_table("calendar_entries", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("content_hash", sa.String(length=64), server_default="", nullable=False))
    kept = sa.select(ENTRIES.c.id, ENTRIES.c.shown).where(ENTRIES.c.forgotten.is_(False))
    for row in op.get_bind().execute(kept).all():
        op.execute(sa.update(ENTRIES).where(ENTRIES.c.id == row.id).values(content_hash=hash_of(row.shown)))
    with op.batch_alter_table("calendar_entries", table_kwargs=ONCE) as batch_op:
        batch_op.alter_column("content_hash", server_default=None, existing_type=sa.String(length=64))
        batch_op.drop_column("forgotten")
    with op.batch_alter_table("outbox", table_kwargs=ONCE) as batch_op:
        batch_op.drop_column("may_have_left")


def hash_of(shown: Mapping[str, Any]) -> str:
    """As mail/entries/revisions.py did when this was written."""
    times_and_place = [shown[name] for name in ("starts_at", "ends_at", "venue_id", "online_link")]
    people = sorted(int(number) for number in shown["people"])
    return hashlib.sha256(json.dumps([*times_and_place, people, shown["teaches"]]).encode()).hexdigest()
