"""Refusing an act that would cause too many mails (rules/registrations/pace.py). Staff are never refused."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.models.accounts.accounts import Account
from portal.models.base.journal import Event
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals.registrations import AddressCorrectedTooOften, RegisteredTooOften, TooManyNewAddresses
from portal.rules.registrations.pace import (
    DAY,
    MOST_CORRECTIONS,
    MOST_ENDED_PER_MAILBOX,
    MOST_NEW_ADDRESSES,
    MOST_REGISTRATIONS,
)

CHURNED = (
    select(Person.mailbox)
    .join(Registration, Registration.person_id == Person.id)
    .where(
        Registration.session_id == bindparam("session_id"),
        Registration.ended_at > bindparam("since"),
        Person.mailbox.in_(bindparam("mailboxes", expanding=True)),
    )
    .group_by(Person.mailbox)
    .having(func.count() >= MOST_ENDED_PER_MAILBOX)
)
NEW_ADDRESSES = select(func.count()).where(
    Person.added_by_id == bindparam("actor_id"), Person.created_at > bindparam("since"), Person.email.is_not(None)
)


def check_registrations(
    session: Session, session_id: int, found: Sequence[Person], past: Collection[Registration], actor_id: int | None
) -> None:
    """Let people be registered for a session unless it ended too often for them, or for their mailbox, in a day.

    `past`: these people's earlier registrations. Raises RegisteredTooOften.
    """
    since = clock.now() - DAY
    ended = Counter(
        row.person_id for row in past if row.session_id == session_id and row.ended_at and row.ended_at > since
    )
    churned = [person for person in found if ended[person.id] >= MOST_REGISTRATIONS]
    churned = churned or _of_churned_mailboxes(session, session_id, found)
    if churned and not is_staff(session, actor_id):
        raise RegisteredTooOften(name=churned[0].name)


def _of_churned_mailboxes(session: Session, session_id: int, found: Sequence[Person]) -> list[Person]:
    boxes = {person.mailbox for person in found if person.mailbox}
    if not boxes:
        return []
    asked = {"session_id": session_id, "since": clock.now() - DAY, "mailboxes": sorted(boxes)}
    churned = set(session.scalars(CHURNED, asked))
    return [person for person in found if person.mailbox in churned]


def check_new_addresses(session: Session, today: int, number: int, actor_id: int | None) -> None:
    """Let an account that gave `today` new addresses (NEW_ADDRESSES) give `number` more, unless the day had enough.

    Raises TooManyNewAddresses.
    """
    if not number or actor_id is None:
        return
    if today + number > MOST_NEW_ADDRESSES and not is_staff(session, actor_id):
        raise TooManyNewAddresses(most=MOST_NEW_ADDRESSES)


def check_correction(session: Session, person: Person, actor_id: int | None) -> None:
    """Let a person receive another address, unless the day saw several. Raises AddressCorrectedTooOften."""
    corrected = (
        select(func.count())
        .select_from(Event)
        .where(
            Event.object_kind == ObjectKind.PERSON,
            Event.object_id == person.id,
            Event.verb == Verb.CORRECTED_ADDRESS,
            Event.at > clock.now() - DAY,
        )
    )
    if (session.scalar(corrected) or 0) >= MOST_CORRECTIONS and not is_staff(session, actor_id):
        raise AddressCorrectedTooOften(name=person.name)


def is_staff(session: Session, actor_id: int | None) -> bool:
    """Whether an account has the powers of staff; somebody without an account has none."""
    account = session.get(Account, actor_id) if actor_id is not None else None
    return account is not None and (account.is_staff or account.is_admin)
