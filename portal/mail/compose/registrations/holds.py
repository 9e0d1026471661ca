"""The one reminder of seats held without a name: it waits in the outbox, and goes when it has become untrue."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import about, team_page
from portal.mail.stories.stories import Command, Story, spoken
from portal.mail.wire.causes import Cause, cause_of, people_of
from portal.mail.wire.outbox import Envelope, drop
from portal.mail.wire.words import header_name, unlinkable
from portal.models.accounts.accounts import Account
from portal.models.post.mail import OutboxMessage
from portal.models.post.outbox_facts import not_left
from portal.models.registrations.registrations import Registration
from portal.rules.base.states import RegistrationState
from portal.rules.registrations.deadlines import hold_reminder_at

KIND = "hold_reminder"
HELD = RegistrationState.HELD


def reminders(session: Session, command: Command) -> list[Envelope]:
    """The reminders due to the partners whose held seats changed; those that say something else now are dropped.

    Nothing is read for a command that touches no held seat.
    """
    stories = {
        story.row.partner.id: story
        for story in command.stories
        if HELD in (story.transition.before, story.transition.after)
    }
    if not stories:
        return []
    held = _held(session, command.situation.training.id, stories)
    wanted = {
        (mail.to_address, mail.expires_at, *(mail.cause.registrations or ())): mail
        for mail in _wanted(command, stories, held)
    }
    for row in _waiting(session, command.situation.training.id):
        says = (row.to_address, row.expires_at, *people_of(row))
        if wanted.pop(says, None) is None and cause_of(row).partner in stories:
            drop(row, "the seats it is about changed")
    return list(wanted.values())


def _held(
    session: Session, session_id: int, partners: dict[int, Story]
) -> dict[tuple[int, datetime], list[Registration]]:
    statement = select(Registration).where(
        Registration.session_id == session_id,
        Registration.state == HELD,
        Registration.partner_id.in_(partners),
        Registration.hold_expires_at.is_not(None),
    )
    found: dict[tuple[int, datetime], list[Registration]] = defaultdict(list)
    for row in session.scalars(statement.order_by(Registration.id)):
        if row.hold_expires_at is not None:
            found[row.partner_id, row.hold_expires_at].append(row)
    return found


def _wanted(
    command: Command, stories: dict[int, Story], held: dict[tuple[int, datetime], list[Registration]]
) -> Iterator[Envelope]:
    for (partner_id, expires_at), rows in held.items():
        if hold_reminder_at(expires_at) > command.situation.now:
            for account in command.coordinators(stories[partner_id]):
                yield reminder(command, stories[partner_id], account, rows, expires_at)


def reminder(
    command: Command, story: Story, account: Account, rows: Sequence[Registration], expires_at: datetime
) -> Envelope:
    """What a coordinator reads of the seats that wait for a name."""
    numbers = [row.id for row in rows]
    return Envelope(
        kind=KIND,
        to_address=account.email,
        to_name=header_name([spoken(account)]),
        context={
            **about(command.situation),
            "given_name": unlinkable(account.called),
            "partner": story.row.partner_name,
            "number": len(rows),
            "expires": expires_at,
            "team_url": team_page(command, story),
        },
        session_id=command.situation.training.id,
        not_before=hold_reminder_at(expires_at),
        expires_at=expires_at,
        cause=Cause(registrations=numbers, partner=story.row.partner.id),
    )


def _waiting(session: Session, session_id: int) -> list[OutboxMessage]:
    statement = select(OutboxMessage).where(
        OutboxMessage.session_id == session_id, OutboxMessage.kind == KIND, *not_left()
    )
    return list(session.scalars(statement.order_by(OutboxMessage.id).with_for_update()))
