"""Who added a person, the mailbox behind her address, and the mailboxes that said "ce n’est pas moi"."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blocked_mailboxes",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_blocked_mailboxes"),
    )
    with op.batch_alter_table("people", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("mailbox", sa.String(length=254), server_default="", nullable=False))
        batch_op.add_column(sa.Column("added_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_people_added_by_id", "accounts", ["added_by_id"], ["id"])
        batch_op.create_index("ix_people_mailbox", ["mailbox"])
        batch_op.create_index("ix_people_added", ["added_by_id", "created_at"])
    fill()


def fill() -> None:
    """The mailbox of every address; what was said until now holds for the mailbox, or for the name at a shared one."""
    people = sa.table("people", *map(sa.column, ("id", "email", "mailbox", "folded_name", "blocked_at")))
    rows = op.get_bind().execute(sa.select(people).where(people.c.email.is_not(None))).all()
    names: dict[str, set[str]] = {}
    for row in rows:
        mailbox = mailbox_of(row.email)
        names.setdefault(mailbox, set()).add(row.folded_name)
        op.execute(sa.update(people).where(people.c.id == row.id).values(mailbox=mailbox))
    keys = {}
    for row in rows:
        if row.blocked_at is not None:
            mailbox = mailbox_of(row.email)
            name = row.folded_name if len(names[mailbox] - {""}) > 1 else ""
            keys[hashlib.sha256(f"{mailbox}\n{name}".encode()).hexdigest()] = row.blocked_at
    blocked = sa.table("blocked_mailboxes", sa.column("key"), sa.column("at"))
    if keys:
        op.execute(sa.insert(blocked).values([{"key": key, "at": at} for key, at in keys.items()]))


def mailbox_of(address: str) -> str:
    """As rules/base/mailboxes.py did when this was written."""
    name, at, domain = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{domain}"


def downgrade() -> None:
    with op.batch_alter_table("people", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_people_added")
        batch_op.drop_index("ix_people_mailbox")
        batch_op.drop_constraint("fk_people_added_by_id", type_="foreignkey")
        batch_op.drop_column("added_by_id")
        batch_op.drop_column("mailbox")
    op.drop_table("blocked_mailboxes")
