"""Reading what happened to a partner's registrations in one session, from the journal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from portal.database import db
from portal.database.rows import AnyRow
from portal.models.accounts.accounts import Account, Membership
from portal.models.base.journal import Event
from portal.models.registrations.people import Person
from portal.models.registrations.registrations import Registration
from portal.queries.registrations.sites import seen_rows
from portal.rules.base.permissions import Action, Actor, can
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound


@dataclass(slots=True)
class TeamEvent:
    """What one act did to one or several registrations. `people` are those it was about, `seats` all of them.

    `by` is who acted, when that is somebody of the partner; `by_team` when it was somebody else; neither for
    what the portal did by itself.
    """

    at: datetime
    verb: str
    after: str
    reason: str
    by: str
    by_team: bool
    people: list[Person]
    seats: int = 0

    @property
    def names(self) -> list[str]:
        """Those it was about, by name."""
        return [person.name for person in sorted(self.people, key=lambda person: person.book_order)]


def history(actor: Actor, session_id: int, partner_id: int) -> list[TeamEvent]:
    """The partner's events in a session, the latest first. Raises NotFound when the actor is not of it."""
    if not can(actor, Action.SEE_PARTNER, partner_id=partner_id):
        raise NotFound
    acts_for = exists().where(Membership.account_id == Event.actor_id, Membership.partner_id == partner_id)
    statement = (
        select(Event, Account, Person, acts_for.label("acts_for"))
        .join(Registration, Registration.id == Event.object_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .outerjoin(Account, Account.id == Event.actor_id)
        .where(
            Event.object_kind == ObjectKind.REGISTRATION,
            Event.session_id == session_id,
            Registration.partner_id == partner_id,
            Event.verb != Verb.ALLOCATED,  # the page of reasons reads it
            seen_rows(actor, partner_id),
        )
        .order_by(Event.at.desc(), Event.id.desc())
    )
    found: dict[tuple[object, ...], TeamEvent] = {}
    for row in db.session.execute(statement):
        event = row[0]
        told = found.setdefault((event.at, event.actor_id, event.verb, event.after, event.reason), _begin(row))
        told.seats += 1
        if row[2] is not None:
            told.people.append(row[2])
    return list(found.values())


def _begin(row: AnyRow) -> TeamEvent:
    event, account, person, acts_for = row
    own = account is not None and (acts_for or (person is not None and person.email == account.email))
    return TeamEvent(
        at=event.at,
        verb=event.verb,
        after=event.after,
        reason=event.reason,
        by=account.name if own else "",
        by_team=account is not None and not own,
        people=[],
    )
