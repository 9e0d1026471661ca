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
    Person.added_by_id == bindparam("actor_id"), Person.introduced_at > bindparam("since"), Person.email.is_not(None)
)


def check_registrations(
    session: Session,
    found: Sequence[Person],
    here: Collection[Registration],
    churned: Collection[str],
    actor_id: int | None,
) -> None:
    """Let people be registered for a session unless it ended too often for them, or for their mailbox, in a day.

    `here`: these people's earlier registrations to it; `churned`: the mailboxes for which it did (CHURNED). Raises
    RegisteredTooOften.
    """
    since = clock.now() - DAY
    ended = Counter(row.person_id for row in here if row.ended_at and row.ended_at > since)
    too_often = [person for person in found if ended[person.id] >= MOST_REGISTRATIONS]
    too_often = too_often or [person for person in found if person.mailbox and person.mailbox in churned]
    if too_often and not is_staff(session, actor_id):
        raise RegisteredTooOften(name=too_often[0].name)


def churned_among(session: Session, session_id: int, mailboxes: Collection[str]) -> set[str]:
    """For which of these mailboxes registrations to the session ended too often in a day."""
    asked = {"session_id": session_id, "since": clock.now() - DAY, "mailboxes": sorted(filter(None, mailboxes))}
    return set(session.scalars(CHURNED, asked)) if asked["mailboxes"] else set()


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
