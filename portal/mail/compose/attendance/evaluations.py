"""The mail that asks, three months later, what the session changed. Written inside the caller's `writing()`."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from portal.mail.compose.registrations.registrations import about, ticket_link
from portal.mail.entries import situations
from portal.mail.entries.situations import Situation
from portal.mail.wire import outbox
from portal.mail.wire.outbox import PATIENT, Envelope
from portal.mail.wire.words import header_name, unlinkable
from portal.models.planning.sessions import TrainingSession
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration

KIND = "evaluation_again"


def ask_again(
    session: Session, training: TrainingSession, rows: Sequence[Registration], tickets: Mapping[int, str]
) -> None:
    """Write to each who has a ticket; neither the mail's key nor its cause names it."""
    situation = situations.read(session, training.id, [], everyone=False)
    asked = [(row.person, tickets[row.id]) for row in rows if row.id in tickets]
    outbox.put_all(session, [envelope(situation, person, ticket) for person, ticket in asked if person])


def envelope(situation: Situation, person: Person, ticket: str) -> Envelope:
    """The second form of one person; its body is erased once it has left."""
    return Envelope(
        kind=KIND,
        to_address=person.email or "",
        to_name=header_name([unlinkable(person.name)]),
        context={**about(situation), "given_name": unlinkable(person.called), "evaluation_url": ticket_link(ticket)},
        session_id=situation.training.id,
        secret=True,
        priority=PATIENT,
    )
