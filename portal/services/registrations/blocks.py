"""What "ce n’est pas moi" means from then on: nobody registers that mailbox again, until its owner says otherwise.

It holds for every spelling of the address and through every association. At a mailbox that several people use it holds
for the name alone. Only hashes are kept, so that they outlive the person's row and tell nothing.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from portal import clock
from portal.database import insert_new
from portal.models.registrations.people import BlockedMailbox, Person, block_keys
from portal.rules.refusals.registrations import PersonBlocked

BLOCKED = select(BlockedMailbox.key).where(BlockedMailbox.key.in_(bindparam("keys", expanding=True)))


class Named(Protocol):
    """Somebody as typed: what makes her one person, and how she is spoken of."""

    @property
    def identity(self) -> tuple[str, str | None]:
        """Folded name and folded address."""

    @property
    def name(self) -> str:
        """Given then family name."""


def block(session: Session, person: Person) -> None:
    """Let nobody be registered at the person's mailbox, or under her name where others use it too."""
    person.blocked_at = clock.now()
    if person.email:
        others = select(Person.id).where(
            Person.mailbox == person.mailbox, Person.folded_name.not_in(("", person.folded_name))
        )
        shared = session.scalar(others.limit(1)) is not None
        key = block_keys(person.folded_name, person.email)[shared]
        insert_new(session, BlockedMailbox, [{"key": key, "at": clock.now()}])


def lift(session: Session, person: Person) -> None:
    """Take back what was said for this person's mailbox and name."""
    person.blocked_at = None
    keys = block_keys(person.folded_name, person.email)
    session.execute(delete(BlockedMailbox).where(BlockedMailbox.key.in_(keys)))


def check(session: Session, typed: Collection[Named]) -> None:
    """Let these people be registered at their addresses. Raises PersonBlocked with the first name that may not."""
    keys = keys_of(typed)
    if keys:
        refuse(keys, set(session.scalars(BLOCKED, {"keys": [*keys]})))


def keys_of(typed: Collection[Named]) -> dict[str, str]:
    """What `BLOCKED` is asked about these people, each with the name that a refusal says."""
    return {key: someone.name for someone in typed for key in block_keys(*someone.identity)}


def refuse(keys: Mapping[str, str], blocked: Collection[str]) -> None:
    """Raise PersonBlocked with the first name whose key is among the `blocked`."""
    for key, name in keys.items():
        if key in blocked:
            raise PersonBlocked(name=name)
